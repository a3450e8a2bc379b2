-- Every decision, once a reference: what was decided, why, by which lists and policy.
CREATE TABLE decision (
  reference      text PRIMARY KEY,
  -- SHA-256 of the movement that was decided, in hexadecimal, its day left out
  content        text NOT NULL,
  outcome        text NOT NULL CHECK (outcome IN ('CLEAR', 'HELD', 'REFUSED')),
  reason         text NOT NULL CHECK ((reason = '') = (outcome = 'CLEAR')),
  detail         text NOT NULL,
  list_version   text NOT NULL,
  policy_version text NOT NULL,
  customer       text NOT NULL,
  day            date NOT NULL,
  -- what counts to the day, in smallest units of the valuation currency; 0 unless clear
  value_units    bigint NOT NULL CHECK (value_units >= 0),
  value_currency text NOT NULL,
  decided_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX decision_customer_day ON decision (customer, day);

-- What a customer has been cleared for on a day: always the sum of its clear decisions.
CREATE TABLE day_total (
  customer text   NOT NULL,
  day      date   NOT NULL,
  currency text   NOT NULL,
  units    bigint NOT NULL CHECK (units >= 0),
  PRIMARY KEY (customer, day, currency)
);

-- Every listed name that a party came close to, whatever was decided.
CREATE TABLE screening_hit (
  reference      text NOT NULL REFERENCES decision,
  party          text NOT NULL CHECK (party IN ('originator', 'beneficiary')),
  position       int  NOT NULL,
  list_name      text NOT NULL,
  entry_id       text NOT NULL,
  listed_name    text NOT NULL,
  score_permille int  NOT NULL,
  explanation    text NOT NULL,
  PRIMARY KEY (reference, party, position)
);
