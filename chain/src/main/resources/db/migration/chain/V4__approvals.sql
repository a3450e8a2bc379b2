-- Who approved what was signed: the person, and the signature of the act by the person's own key. What a development chain
-- approves by itself has no row here; its approved_by says so.

CREATE TABLE chain.approval (
  sequence  bigint NOT NULL REFERENCES chain.transaction,
  person    text   NOT NULL,
  signature bytea  NOT NULL CHECK (length(signature) = 65),
  PRIMARY KEY (sequence, person)
);
