-- The schema of the system that Goldsmith re-creates: four tables, their indexes and triggers, three views, four rows.
-- What Goldsmith adds stands in the migrations after this one.

CREATE EXTENSION IF NOT EXISTS vector;

-- Pre-generated answers for what people keep asking.
CREATE TABLE golden_answers (
    id SERIAL PRIMARY KEY,
    cluster_id INTEGER NOT NULL,
    canonical_question TEXT NOT NULL,
    answer TEXT NOT NULL,
    sources JSONB NOT NULL DEFAULT '[]',
    metadata JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_golden_answers_cluster_id ON golden_answers (cluster_id);
CREATE INDEX idx_golden_answers_created_at ON golden_answers (created_at DESC);

-- User queries mapped to golden answer clusters.
CREATE TABLE query_clusters (
    id SERIAL PRIMARY KEY,
    cluster_id INTEGER NOT NULL,
    query_text TEXT NOT NULL,
    embedding VECTOR(384),
    similarity_score DOUBLE PRECISION CHECK (similarity_score BETWEEN -1 AND 1),
    user_id TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_query_clusters_cluster_id ON query_clusters (cluster_id);
CREATE INDEX idx_query_clusters_user_id ON query_clusters (user_id);
CREATE INDEX idx_query_clusters_embedding ON query_clusters USING hnsw (embedding vector_cosine_ops);

-- Cultural knowledge for casual replies.
CREATE TABLE cultural_knowledge (
    id SERIAL PRIMARY KEY,
    topic TEXT NOT NULL,
    content TEXT NOT NULL,
    trigger_keyword TEXT,
    language TEXT NOT NULL DEFAULT 'en',
    when_to_use TEXT,
    metadata JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- One row per run of the nightly worker.
CREATE TABLE nightly_worker_runs (
    id SERIAL PRIMARY KEY,
    run_date DATE NOT NULL DEFAULT CURRENT_DATE,
    status TEXT NOT NULL CHECK (status IN ('success', 'partial', 'failed')),
    queries_analyzed INTEGER NOT NULL DEFAULT 0,
    clusters_found INTEGER NOT NULL DEFAULT 0,
    golden_answers_generated INTEGER NOT NULL DEFAULT 0,
    golden_answers_updated INTEGER NOT NULL DEFAULT 0,
    cultural_chunks_regenerated INTEGER NOT NULL DEFAULT 0,
    total_tokens_used INTEGER NOT NULL DEFAULT 0,
    execution_time_seconds DOUBLE PRECISION,
    error_message TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE FUNCTION set_updated_at() RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = now();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER golden_answers_updated_at BEFORE UPDATE ON golden_answers
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER cultural_knowledge_updated_at BEFORE UPDATE ON cultural_knowledge
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE VIEW golden_answers_performance AS
SELECT
    ga.cluster_id,
    ga.canonical_question,
    COUNT(qc.id) as query_count,
    AVG(qc.similarity_score) as avg_similarity,
    ga.updated_at as last_updated
FROM golden_answers ga
LEFT JOIN query_clusters qc ON ga.cluster_id = qc.cluster_id
GROUP BY ga.cluster_id, ga.canonical_question, ga.updated_at
ORDER BY query_count DESC;

CREATE VIEW query_clustering_summary AS
SELECT
    cluster_id,
    COUNT(*) as queries_in_cluster,
    AVG(similarity_score) as avg_similarity,
    MIN(created_at) as first_query,
    MAX(created_at) as latest_query
FROM query_clusters
GROUP BY cluster_id
ORDER BY queries_in_cluster DESC;

CREATE VIEW cultural_knowledge_usage AS
SELECT
    topic,
    trigger_keyword,
    language,
    (metadata->>'usage_count')::int as usage_count,
    updated_at as last_used
FROM cultural_knowledge
ORDER BY usage_count DESC NULLS LAST;

INSERT INTO cultural_knowledge (topic, content, trigger_keyword, language, when_to_use, metadata) VALUES
('greetings',
 'In Indonesian culture, greetings are warm and unhurried. "Selamat datang" (welcome) and a question about how someone is come before any business; answering a greeting with a greeting shows respect.',
 'greeting', 'en', 'When a conversation opens or somebody says hello', '{"usage_count": 0}'),
('bureaucracy_patience',
 'Indonesian offices work at their own pace. Papers may be asked for twice and dates may move; patience, politeness and a complete file get further than pressure.',
 'bureaucracy', 'en', 'When somebody is frustrated by waiting for an office or a document', '{"usage_count": 0}'),
('face_saving',
 'Indonesians avoid open disagreement so that nobody loses face. "Tidak apa-apa" (it is all right) may cover a problem, and a hesitant yes can mean no; ask gently and leave room for an indirect answer.',
 'tidak apa-apa', 'en', 'When a message or a reply of somebody in Indonesia is hard to read', '{"usage_count": 0}'),
('tri_hita_karana',
 'Tri Hita Karana is the Balinese idea of harmony in three relations: with God, among people, and with nature. It shapes ceremonies, the layout of villages and how business with neighbours is done.',
 'bali', 'en', 'When Balinese life, ceremonies or neighbours come up', '{"usage_count": 0}');
