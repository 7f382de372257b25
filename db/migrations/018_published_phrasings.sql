-- Where a question leads by day: the phrasings that a night has published, each with its cluster. Publishing is one short
-- transaction over these narrow rows; query_clusters, which says who asked what and holds a vector a row, follows in small steps, so
-- that nobody who asks meanwhile waits for it.
CREATE TABLE published_phrasings (
    phrasing_id BIGINT PRIMARY KEY REFERENCES phrasings (id) ON DELETE CASCADE,
    cluster_id INTEGER NOT NULL
);
CREATE INDEX idx_published_phrasings_cluster_id ON published_phrasings (cluster_id);

INSERT INTO published_phrasings (phrasing_id, cluster_id)
SELECT DISTINCT ON (phrasing_id) phrasing_id, cluster_id FROM query_clusters WHERE phrasing_id IS NOT NULL ORDER BY phrasing_id, id;

-- Answers change more often than the questions they are found by, and a server that takes over new answers need not make what it
-- compares questions with anew.
ALTER TABLE golden_state ADD COLUMN questions_version BIGINT NOT NULL DEFAULT 0;

CREATE FUNCTION raise_questions_version() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE golden_state SET version = version + 1, questions_version = questions_version + 1;
    ELSIF EXISTS (SELECT 1 FROM changed) THEN
        UPDATE golden_state SET version = version + 1, questions_version = questions_version + 1;
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER query_clusters_inserted ON query_clusters;
DROP TRIGGER query_clusters_changed ON query_clusters;
DROP TRIGGER query_clusters_deleted ON query_clusters;
DROP TRIGGER query_clusters_emptied ON query_clusters;

DO $$
DECLARE
    served TEXT;
BEGIN
    FOREACH served IN ARRAY ARRAY['published_phrasings', 'lone_questions', 'matchers'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', served || '_inserted', served);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', served || '_changed', served);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', served || '_deleted', served);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', served || '_emptied', served);
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_questions_version()', served || '_inserted', served);
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_questions_version()', served || '_changed', served);
        EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION raise_questions_version()', served || '_deleted', served);
        EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION raise_questions_version()', served || '_emptied', served);
    END LOOP;
END;
$$;

-- A row enters the index of vectors in a quarter of the time, and as many of the nearest are found (benchmarks/README.md).
DROP INDEX idx_query_clusters_embedding;
CREATE INDEX idx_query_clusters_embedding ON query_clusters USING hnsw (embedding vector_cosine_ops) WITH (m = 8, ef_construction = 32);
