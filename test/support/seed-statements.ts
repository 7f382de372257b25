/** Every SQL statement of the seed's text, in its order and letter by letter, by what it is for. */
export const SEED_STATEMENTS = {
  goldenAnswersPerformance: `SELECT
    ga.cluster_id,
    ga.canonical_question,
    COUNT(qc.id) as query_count,
    AVG(qc.similarity_score) as avg_similarity,
    ga.updated_at as last_updated
FROM golden_answers ga
LEFT JOIN query_clusters qc ON ga.cluster_id = qc.cluster_id
GROUP BY ga.cluster_id, ga.canonical_question, ga.updated_at
ORDER BY query_count DESC;`,
  queryClusteringSummary: `SELECT
    cluster_id,
    COUNT(*) as queries_in_cluster,
    AVG(similarity_score) as avg_similarity,
    MIN(created_at) as first_query,
    MAX(created_at) as latest_query
FROM query_clusters
GROUP BY cluster_id
ORDER BY queries_in_cluster DESC;`,
  culturalKnowledgeUsage: `SELECT
    topic,
    trigger_keyword,
    language,
    (metadata->>'usage_count')::int as usage_count,
    updated_at as last_used
FROM cultural_knowledge
ORDER BY usage_count DESC NULLS LAST;`,
  executionHistory: `SELECT
    run_date,
    status,
    queries_analyzed,
    clusters_found,
    golden_answers_generated,
    total_tokens_used,
    execution_time_seconds
FROM nightly_worker_runs
ORDER BY run_date DESC
LIMIT 10;`,
  cacheHitRate: `SELECT
    cluster_id,
    canonical_question,
    query_count,
    avg_similarity
FROM golden_answers_performance
ORDER BY query_count DESC
LIMIT 20;`,
  lastRun: 'SELECT * FROM nightly_worker_runs ORDER BY created_at DESC LIMIT 1;',
  savings: `-- Estimate cost savings from golden answers
SELECT
    SUM(query_count) as total_cache_hits,
    SUM(query_count) * 0.003 as cost_saved_usd  -- $0.003 per RAG query avoided
FROM golden_answers_performance;`,
  culturalUsage: `SELECT
    topic,
    (metadata->>'usage_count')::int as times_used,
    language
FROM cultural_knowledge
ORDER BY times_used DESC;`,
} as const;
