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

CREATE TRIGGER published_phrasings_inserted AFTER INSERT ON published_phrasings REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER published_phrasings_changed AFTER UPDATE ON published_phrasings REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER published_phrasings_deleted AFTER DELETE ON published_phrasings REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER published_phrasings_emptied AFTER TRUNCATE ON published_phrasings
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();

DROP TRIGGER query_clusters_inserted ON query_clusters;
DROP TRIGGER query_clusters_changed ON query_clusters;
DROP TRIGGER query_clusters_deleted ON query_clusters;
DROP TRIGGER query_clusters_emptied ON query_clusters;

-- A row enters the index of vectors in a quarter of the time, and as many of the nearest are found (benchmarks/README.md).
DROP INDEX idx_query_clusters_embedding;
CREATE INDEX idx_query_clusters_embedding ON query_clusters USING hnsw (embedding vector_cosine_ops) WITH (m = 10, ef_construction = 40);
