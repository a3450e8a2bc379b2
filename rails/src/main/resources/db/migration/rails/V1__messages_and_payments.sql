-- Every message that went out or came in. A row is never changed.
CREATE TABLE rails.message (
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  direction     text NOT NULL CHECK (direction IN ('SENT', 'RECEIVED')),
  message_id    text NOT NULL,
  kind          text NOT NULL,
  -- SHA-256 of the document as it travelled.
  digest        bytea NOT NULL,
  header        bytea NOT NULL,
  document_gzip bytea STORAGE EXTERNAL NOT NULL,
  created       timestamptz NOT NULL,
  -- The bank may use an identifier again with other content: both are kept, and a finding.
  CONSTRAINT message_once UNIQUE (direction, message_id, digest)
);

-- A payment, from the moment in which its message is fixed. A row is never changed.
CREATE TABLE rails.payment (
  uetr           uuid PRIMARY KEY,
  -- Null when a rule of ours rejected it: it never left.
  message_id     text,
  digest         bytea NOT NULL,
  asset          text NOT NULL,
  units          bigint NOT NULL CHECK (units > 0),
  debtor_account text NOT NULL
);
CREATE INDEX payment_of_message ON rails.payment (message_id);

-- What of the bank's claims was believed: at most one status and one debit a payment.
CREATE TABLE rails.answer (
  uetr       uuid NOT NULL,
  part       text NOT NULL CHECK (part IN ('STATUS', 'DEBIT')),
  seq        bigint GENERATED ALWAYS AS IDENTITY,
  message_id text NOT NULL,
  reason     text,
  detail     text,
  charges    bigint,
  PRIMARY KEY (uetr, part)
);

CREATE TABLE rails.finding (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  created    timestamptz NOT NULL,
  code       text NOT NULL,
  uetr       uuid,
  message_id text NOT NULL,
  detail     text NOT NULL
);
