-- The newest stored block that was final, by the profile's own rule, when last looked: only when it or one before it is replaced
-- did the chain reorganise deeper than its rule allows.

CREATE TABLE watch.final_seen (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL
);
