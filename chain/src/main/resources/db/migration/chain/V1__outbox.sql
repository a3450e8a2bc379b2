-- The gateway's outbox: signed bytes are kept here before they are sent, and what became of them after.

CREATE TABLE chain.sender (
  address    text PRIMARY KEY,
  next_nonce bigint NOT NULL CHECK (next_nonce >= 0)
);

CREATE TABLE chain.transaction (
  sequence           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind               text   NOT NULL,
  key                text   NOT NULL,
  attempt            int    NOT NULL CHECK (attempt >= 1),
  digest             bytea  NOT NULL CHECK (length(digest) = 32),
  signer             text   NOT NULL,
  sender             text   NOT NULL REFERENCES chain.sender,
  nonce              bigint NOT NULL,
  -- What became of it; null until final under the profile's confirmation rule.
  -- final_order is the order in which the chain made them final; a chain that forgot is told in it.
  final_order        bigint UNIQUE,
  result             text CHECK (result IN ('SUCCEEDED', 'REVERTED', 'WITHOUT_EFFECT', 'NONCE_TAKEN')),
  cause              text,
  common             boolean,
  mined_hash         bytea,
  block_number       bigint,
  block_index        int,
  block_time_seconds bigint,
  gas_used           bigint,
  gas_price_wei      bigint,
  CHECK ((result IS NULL) = (final_order IS NULL)),
  UNIQUE (kind, key, attempt),
  UNIQUE (sender, nonce)
);

CREATE INDEX transaction_outstanding ON chain.transaction (sequence) WHERE result IS NULL;

-- The signed bytes of a transaction: one, and one more for each time its fee was raised.
CREATE TABLE chain.signed (
  sequence bigint NOT NULL REFERENCES chain.transaction,
  variant  int    NOT NULL CHECK (variant >= 1),
  raw      bytea  NOT NULL,
  PRIMARY KEY (sequence, variant)
);
