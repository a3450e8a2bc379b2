-- The record of the journey. Money is counted in whole smallest units of its asset.
-- What is written here is either an intent, written before anything is done, or what came of it.

CREATE TABLE account_name (
    id    uuid PRIMARY KEY, -- the ledger's 128-bit account id
    name  text NOT NULL,
    asset text NOT NULL,
    kind  text NOT NULL,
    UNIQUE (name, asset)
);

CREATE TABLE payment_order (
    seq               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id          text    NOT NULL UNIQUE,
    digest            text    NOT NULL,
    line              bigint  NOT NULL, -- in the file that brought it first
    order_time        text    NOT NULL, -- ISO 8601, exact to the nanosecond: the digest covers it
    order_day         date    NOT NULL,
    buyer_id          text,
    buyer_country     text,
    seller_id         text    NOT NULL,
    asset             text    NOT NULL,
    amount            bigint  NOT NULL CHECK (amount > 0),
    refund            boolean NOT NULL,
    original_order_id text,
    pay_out           text    NOT NULL, -- the asset its seller is paid in
    state             smallint NOT NULL CHECK (state BETWEEN 1 AND 7), -- the last step it is past
    outcome           text,             -- null while it is under way
    reason            text,
    detail            text,
    open              boolean NOT NULL, -- to be driven on by the next run
    attempt           integer NOT NULL DEFAULT 0, -- of its reservation
    due               bigint  NOT NULL DEFAULT 0 CHECK (due >= 0), -- of its proceeds, left on the seller's balance when its payout was decided
    list_version      text,
    policy_version    text,
    accepted_at       timestamptz NOT NULL,
    screened_at       timestamptz,
    priced_at         timestamptz,
    reserved_at       timestamptz,
    spendable_at      timestamptz,
    paid_out_at       timestamptz,
    reported_at       timestamptz
) WITH (fillfactor = 50); -- room for the updates of the steps within the page

CREATE INDEX payment_order_open ON payment_order (refund, seq) WHERE open;
CREATE INDEX payment_order_due ON payment_order (seller_id, seq) WHERE due > 0;

-- One row an attempt to reserve: written before the attempt, with the price it is made at.
CREATE TABLE quote (
    seq           bigint  NOT NULL,
    attempt       integer NOT NULL,
    requote       boolean NOT NULL, -- because the one before had expired
    fee           bigint  NOT NULL,
    net_in        bigint  NOT NULL,
    provider_rate numeric NOT NULL,
    coin          text    NOT NULL,
    bridge        bigint  NOT NULL,
    bridge_net    bigint  NOT NULL,
    rounding      bigint  NOT NULL,
    payout_rate   numeric NOT NULL,
    amount_out    bigint  NOT NULL,
    rate          numeric NOT NULL,
    mid           numeric NOT NULL,
    rate_day      date    NOT NULL,
    mid_out       bigint  NOT NULL,
    fx_cost       bigint  NOT NULL,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (seq, attempt)
);

-- A refund's claim on its seller's balance.
CREATE TABLE refund_claim (
    seq          bigint PRIMARY KEY, -- the refund
    original_seq bigint NOT NULL,
    seller_id    text   NOT NULL,
    pay_out      text   NOT NULL,
    amount_in    bigint NOT NULL,
    amount_out   bigint NOT NULL,    -- estimated until it is held
    state        text   NOT NULL CHECK (state IN ('OPEN', 'HELD', 'COLLECTED', 'CLOSED'))
);

CREATE INDEX refund_claim_open ON refund_claim (seller_id) WHERE state = 'OPEN';
CREATE INDEX refund_claim_original ON refund_claim (original_seq);

CREATE TABLE settlement_window (
    id               bytea PRIMARY KEY,
    parent           bytea,            -- the dead window that it was split from
    attempt          integer NOT NULL, -- of an order that stands alone
    orders           integer NOT NULL,
    state            text    NOT NULL CHECK (state IN ('INTENDED', 'SETTLED', 'DEAD')),
    cause            text,             -- of its death
    intended_at      timestamptz NOT NULL,
    transaction_hash bytea,
    block_number     bigint,
    block_time       bigint,           -- Unix seconds
    gas_used         bigint,
    gas_price_wei    bigint,
    merkle_root      bytea
);

CREATE INDEX settlement_window_intended ON settlement_window (intended_at) WHERE state = 'INTENDED';

-- Membership is fixed before anything is signed. A leaf is the order's first leg in the window.
CREATE TABLE window_member (
    window_id bytea   NOT NULL,
    position  integer NOT NULL,
    seq       bigint  NOT NULL,
    leaf      integer NOT NULL,
    PRIMARY KEY (window_id, position)
);

CREATE INDEX window_member_seq ON window_member (seq);

-- The proof that an order's leg is in a settled window.
CREATE TABLE inclusion (
    seq       bigint  PRIMARY KEY,
    window_id bytea   NOT NULL,
    leaf      integer NOT NULL,
    leaf_hash bytea   NOT NULL,
    proof     bytea   NOT NULL -- 32 bytes a sibling, from leaf to root
);

CREATE TABLE payout (
    seq             bigint  NOT NULL,
    attempt         integer NOT NULL,
    uetr            uuid    NOT NULL UNIQUE,
    asset           text    NOT NULL,
    amount          bigint  NOT NULL CHECK (amount > 0),
    debtor_bic      text    NOT NULL,
    creditor_bic    text    NOT NULL,
    creditor_number text    NOT NULL,
    settlement_date date    NOT NULL,
    state           text    NOT NULL CHECK (state IN ('INTENDED', 'COMPLETED', 'DEBITED', 'REJECTED', 'VOID')),
    charges         bigint  NOT NULL DEFAULT 0,
    bank_reason     text, -- of a rejection only
    PRIMARY KEY (seq, attempt)
) WITH (fillfactor = 50); -- room for the update by the bank's answer within the page

-- Not over `state`, so that the update of a paid one changes no index.
CREATE INDEX payout_rejected ON payout (seq) WHERE bank_reason IS NOT NULL;
