-- Fundings and mints: the intent first, then what came of it. Money is counted in whole smallest
-- units of its asset.

CREATE TABLE account_name (
    id    uuid PRIMARY KEY, -- the ledger's 128-bit account id
    name  text NOT NULL,
    asset text NOT NULL,
    kind  text NOT NULL,
    UNIQUE (name, asset)
);

CREATE TABLE funding (
    business_id      text PRIMARY KEY, -- digest of the source and the row in it
    seq              bigint GENERATED ALWAYS AS IDENTITY,
    kind             text   NOT NULL CHECK (kind IN ('PLATFORM', 'PROVIDER', 'PAYOUT', 'COINS', 'BUFFER')),
    participant_id   text,
    bic              text,
    address          text,   -- the registered address that coins go to
    coin             text,
    asset            text   NOT NULL,
    amount           bigint NOT NULL CHECK (amount > 0),
    state            text   NOT NULL CHECK (state IN ('INTENDED', 'DONE', 'REFUSED')),
    cause            text,   -- of a refusal
    transaction_hash bytea,  -- of the mint
    intended_at      timestamptz NOT NULL DEFAULT now(),
    done_at          timestamptz
);

CREATE INDEX funding_intended ON funding (seq) WHERE state = 'INTENDED';
