-- What is needed to see by day how often a served answer is wrong, and never to repeat one that was.

-- The key is given before the answer goes out, the row is written later; with the key a client names its lookup.
-- Of hits the question is kept, redacted and for 30 days, so that one marked as wrong can be learned from; of misses never.
ALTER TABLE lookups
    ADD COLUMN key UUID NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN question TEXT,
    ADD COLUMN normalised TEXT,
    -- As in phrasings; null where the same words were found, which needs no vector, and where redaction changed the text.
    ADD COLUMN embedding BYTEA,
    ADD COLUMN embedding_model TEXT,
    ADD COLUMN marked_wrong_at TIMESTAMPTZ;
-- Holds only what is still to be forgotten, so that looking for it costs nothing on a table of any size.
CREATE INDEX idx_lookups_question ON lookups (created_at) WHERE question IS NOT NULL;

-- Questions that a cluster's answer was served to and does not answer.
CREATE TABLE counter_examples (
    id BIGSERIAL PRIMARY KEY,
    cluster_id INTEGER NOT NULL,
    golden_answer_id INTEGER,
    normalised TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT,
    -- As in phrasings; null as long as it could not be embedded.
    embedding BYTEA,
    embedding_model TEXT,
    -- Where it comes from. No foreign key: what was learned outlives the lookup.
    lookup_id BIGINT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (cluster_id, normalised)
);

-- What the night's model says of a sample of hits: whether the answer that was served answers the question.
CREATE TABLE hit_checks (
    lookup_id BIGINT PRIMARY KEY REFERENCES lookups (id) ON DELETE CASCADE,
    "right" BOOLEAN NOT NULL,
    model TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TRIGGER counter_examples_inserted AFTER INSERT ON counter_examples REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER counter_examples_changed AFTER UPDATE ON counter_examples REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER counter_examples_deleted AFTER DELETE ON counter_examples REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER counter_examples_emptied AFTER TRUNCATE ON counter_examples
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
