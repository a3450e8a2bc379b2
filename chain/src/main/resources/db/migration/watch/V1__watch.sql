-- What the watcher saw on the chain. All of it can be told again by the chain; a reorganisation deletes the blocks that it replaced, and what hangs on them goes too.

CREATE TABLE watch.block (
  number       bigint PRIMARY KEY,
  hash         bytea  NOT NULL CHECK (length(hash) = 32),
  parent       bytea  NOT NULL CHECK (length(parent) = 32),
  time_seconds bigint NOT NULL
);

CREATE TABLE watch.transfer (
  block_number     bigint  NOT NULL REFERENCES watch.block ON DELETE CASCADE,
  log_index        int     NOT NULL,
  transaction_hash bytea   NOT NULL,
  coin             text    NOT NULL,
  sender           text    NOT NULL,
  recipient        text    NOT NULL,
  units            numeric(78, 0) NOT NULL CHECK (units >= 0),
  PRIMARY KEY (block_number, log_index)
);

CREATE INDEX transfer_sender ON watch.transfer (coin, sender);
CREATE INDEX transfer_recipient ON watch.transfer (coin, recipient);

-- Role and admin events: all but what holders cause by themselves. Expected when a stored intent of the gateway caused it.
CREATE TABLE watch.event (
  block_number     bigint  NOT NULL REFERENCES watch.block ON DELETE CASCADE,
  log_index        int     NOT NULL,
  transaction_hash bytea   NOT NULL,
  contract         text    NOT NULL,
  description      text    NOT NULL,
  expected         boolean NOT NULL,
  PRIMARY KEY (block_number, log_index)
);

-- Total supply after a block: the sum of the events, and what the contract answers; null when the node kept no state of that block.
CREATE TABLE watch.supply (
  block_number bigint NOT NULL REFERENCES watch.block ON DELETE CASCADE,
  coin         text   NOT NULL,
  from_events  numeric(78, 0) NOT NULL,
  called       numeric(78, 0),
  PRIMARY KEY (block_number, coin)
);

-- The code of each proxy, what its ERC-1967 slots hold, and its implementation's code, when it was first seen or upgraded by us.
CREATE TABLE watch.code (
  contract       text  PRIMARY KEY,
  code_hash      bytea NOT NULL,
  implementation bytea NOT NULL,
  admin          bytea NOT NULL,
  implementation_hash bytea NOT NULL
);

CREATE TABLE watch.reorganisation (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seen_at   timestamptz NOT NULL DEFAULT now(),
  -- The newest block that stayed, and how many blocks on top of it were replaced.
  stayed    bigint NOT NULL,
  depth     bigint NOT NULL CHECK (depth >= 1)
);

CREATE TABLE watch.alarm (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  raised_at    timestamptz NOT NULL DEFAULT now(),
  kind         text   NOT NULL,
  subject      text   NOT NULL,
  description  text   NOT NULL,
  block_number bigint NOT NULL,
  -- The gateway has heard of it.
  told         boolean NOT NULL DEFAULT false,
  -- The same thing is told once.
  UNIQUE (kind, subject)
);
