-- The books of a bank that behaves.

-- Messages that were taken; the same identifier with other content is refused.
CREATE TABLE bank_twin.message (
  message_id text PRIMARY KEY,
  digest     bytea NOT NULL,
  taken      timestamptz NOT NULL
);

-- Each UETR once, whatever number of messages names it.
CREATE TABLE bank_twin.payment (
  uetr       uuid PRIMARY KEY,
  digest     bytea NOT NULL,
  message_id text NOT NULL,
  account    text NOT NULL,
  currency   text NOT NULL,
  units      bigint NOT NULL CHECK (units > 0),
  -- Empty when paid, else the reason of the rejection; null while the bank is silent on it.
  reason     text,
  -- Smallest units taken on top of the amount.
  charges    bigint NOT NULL CHECK (charges >= 0),
  taken      timestamptz NOT NULL
);

-- Answers, kept until acknowledged and ready to be asked for again.
CREATE TABLE bank_twin.answer (
  seq                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  original_message_id text NOT NULL,
  message_id          text NOT NULL UNIQUE,
  header              bytea NOT NULL,
  document_gzip       bytea STORAGE EXTERNAL NOT NULL,
  due                 timestamptz NOT NULL,
  acknowledged        boolean NOT NULL DEFAULT false
);
CREATE INDEX answer_waiting ON bank_twin.answer (due, seq) WHERE NOT acknowledged;
CREATE INDEX answer_of_message ON bank_twin.answer (original_message_id);
