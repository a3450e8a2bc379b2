-- The numbers that mint gates know orders by: given once, kept before anything is signed, dense within a gate.

CREATE TABLE chain.mint_order (
  reference        bytea  PRIMARY KEY CHECK (length(reference) = 32),
  gate             text   NOT NULL,
  number           bigint NOT NULL CHECK (number >= 0),
  recipient        text   NOT NULL,
  units            bigint NOT NULL CHECK (units > 0),
  deadline_seconds bigint NOT NULL,
  approval         text, -- as the gate takes it; the first one stays
  given_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (gate, number)
);
