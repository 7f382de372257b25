-- Every change that a person made: who, what, of what, and how it was before and after. Rows are added, never changed, but for
-- what a user wanted forgotten.
CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Such as answer.edit.
    action TEXT NOT NULL,
    -- What it was done to, such as answer, and its id.
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    -- NULL: it was not there.
    before JSONB,
    after JSONB
);
CREATE INDEX idx_audit_subject ON audit (subject, subject_id, id DESC);
