-- What Goldsmith keeps beside the tables of migration 001.

-- The chatbot's log. What people wrote stays here; everything made from it is redacted first.
CREATE TABLE conversations (
    id BIGSERIAL PRIMARY KEY,
    user_id TEXT,
    messages JSONB NOT NULL,
    metadata JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- Hash of an imported conversation, so that importing a file twice adds nothing.
    import_key TEXT UNIQUE
);
CREATE INDEX idx_conversations_created_at ON conversations (created_at, id);
CREATE INDEX idx_conversations_user_id ON conversations (user_id);

CREATE TABLE knowledge_documents (
    id BIGSERIAL PRIMARY KEY,
    -- The folder or file it was ingested from, and its place inside; together they name the document.
    origin TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    language TEXT,
    content_hash TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (origin, path)
);
CREATE TRIGGER knowledge_documents_updated_at BEFORE UPDATE ON knowledge_documents
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE knowledge_chunks (
    id BIGSERIAL PRIMARY KEY,
    document_id BIGINT NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    headings TEXT[] NOT NULL DEFAULT '{}',
    text TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    language TEXT,
    embedding VECTOR(384) NOT NULL,
    embedding_model TEXT NOT NULL,
    search TSVECTOR NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (document_id, position)
);
CREATE INDEX idx_knowledge_chunks_embedding ON knowledge_chunks USING hnsw (embedding vector_cosine_ops);
CREATE INDEX idx_knowledge_chunks_search ON knowledge_chunks USING gin (search);

-- Every wording that was ever mined, redacted, with its vector: 4-byte floats, little endian.
CREATE TABLE phrasings (
    id BIGSERIAL PRIMARY KEY,
    normalised TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    language TEXT,
    embedding BYTEA NOT NULL,
    embedding_model TEXT NOT NULL,
    cluster_id INTEGER,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_phrasings_cluster_id ON phrasings (cluster_id);

-- Phrasings that mean one question, in one language. A cluster keeps its id from night to night.
CREATE TABLE clusters (
    id SERIAL PRIMARY KEY,
    canonical_question TEXT NOT NULL,
    language TEXT,
    -- In the window of the last night: how often it was asked, and by how many different users.
    asked INTEGER NOT NULL,
    users INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TRIGGER clusters_updated_at BEFORE UPDATE ON clusters
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- One row per wording and user: somebody who repeats himself counts once.
ALTER TABLE query_clusters
    ADD COLUMN phrasing_id BIGINT REFERENCES phrasings (id) ON DELETE CASCADE,
    ADD COLUMN embedding_model TEXT;
CREATE UNIQUE INDEX idx_query_clusters_asked ON query_clusters (phrasing_id, user_id) NULLS NOT DISTINCT
    WHERE phrasing_id IS NOT NULL;

-- One answer per cluster, in the cluster's language.
ALTER TABLE golden_answers ADD COLUMN language TEXT;
CREATE UNIQUE INDEX idx_golden_answers_cluster ON golden_answers (cluster_id);

-- Rises with every change of what is served, whoever makes it; serving servers notice by it. One row. See the triggers below.
CREATE TABLE golden_state (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    version BIGINT NOT NULL DEFAULT 0
);
INSERT INTO golden_state DEFAULT VALUES;

-- What a night trained. The newest row with active = true is the one that serves.
CREATE TABLE matchers (
    id SERIAL PRIMARY KEY,
    embedding_model TEXT NOT NULL,
    parameters JSONB NOT NULL,
    report JSONB NOT NULL,
    fingerprint TEXT NOT NULL,
    active BOOLEAN NOT NULL DEFAULT true,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- One row per decision by day; never the question's text.
CREATE TABLE lookups (
    id BIGSERIAL PRIMARY KEY,
    outcome TEXT NOT NULL CHECK (outcome IN ('hit', 'miss', 'bypass')),
    reason TEXT NOT NULL,
    cluster_id INTEGER,
    golden_answer_id INTEGER,
    probability DOUBLE PRECISION,
    language TEXT,
    milliseconds DOUBLE PRECISION NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_lookups_created_at ON lookups (created_at);

-- Answers really served, beside the estimate of migration 001 that counts mapped questions.
CREATE VIEW golden_answers_served AS
SELECT
    ga.id AS golden_answer_id,
    ga.cluster_id,
    ga.language,
    ga.canonical_question,
    COUNT(l.id) AS times_served,
    MAX(l.created_at) AS last_served
FROM golden_answers ga
LEFT JOIN lookups l ON l.golden_answer_id = ga.id AND l.outcome = 'hit'
GROUP BY ga.id
ORDER BY times_served DESC;

CREATE FUNCTION raise_golden_version() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE golden_state SET version = version + 1;
    ELSIF EXISTS (SELECT 1 FROM changed) THEN
        UPDATE golden_state SET version = version + 1;
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

DO $$
DECLARE
    served TEXT;
BEGIN
    FOREACH served IN ARRAY ARRAY['golden_answers', 'query_clusters', 'matchers'] LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version()', served || '_inserted', served);
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version()', served || '_changed', served);
        EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version()', served || '_deleted', served);
        EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version()', served || '_emptied', served);
    END LOOP;
END;
$$;
