-- What a transaction was allowed as, and by whom; refusals that never had a nonce; incidents that halt the gateway.

ALTER TABLE chain.transaction
  ADD COLUMN operation    text,
  ADD COLUMN approved_by  text[],
  -- Of recipient and call data as meant: signed bytes are compared with it before they are sent.
  ADD COLUMN content_hash bytea CHECK (length(content_hash) = 32),
  ADD COLUMN signed_at    timestamptz NOT NULL DEFAULT now(),
  ALTER COLUMN nonce DROP NOT NULL,
  DROP CONSTRAINT transaction_result_check,
  ADD CONSTRAINT transaction_result_check
    CHECK (result IN ('SUCCEEDED', 'REVERTED', 'WITHOUT_EFFECT', 'NONCE_TAKEN', 'REFUSED')),
  -- What the chain would refuse is never signed: it has no nonce, and no bytes.
  ADD CONSTRAINT refused_without_nonce CHECK ((nonce IS NULL) = (result IS NOT DISTINCT FROM 'REFUSED'));

CREATE INDEX transaction_operation ON chain.transaction (operation, signed_at);

-- The newest block that was final when the gateway last looked: a chain on which it has another hash reorganised deeper than its rule allows.
CREATE TABLE chain.final_block (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL,
  hash   bytea  NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE chain.incident (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text        NOT NULL,
  description text        NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT now(),
  released_at timestamptz,
  released_by text,
  reason      text,
  CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (reason IS NULL))
);

CREATE INDEX incident_open ON chain.incident (id) WHERE released_at IS NULL;
