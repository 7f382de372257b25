-- An answer that rests on a chunk which has changed or is gone is stale: it is not served until it was written again.
ALTER TABLE golden_answers
    ADD COLUMN stale_since TIMESTAMPTZ,
    -- For people to read, such as "en/kitas.md has changed".
    ADD COLUMN stale_reason TEXT,
    ADD CONSTRAINT golden_answers_stale_with_reason CHECK ((stale_since IS NULL) = (stale_reason IS NULL));

-- An ingest asks for each chunk that changed which answers rest on it, and whether its text is still there elsewhere.
CREATE INDEX idx_golden_answers_sources ON golden_answers USING gin (sources jsonb_path_ops);
CREATE INDEX idx_knowledge_chunks_content_hash ON knowledge_chunks (content_hash);

UPDATE golden_answers a SET stale_since = now(), stale_reason = 'a chunk it rests on has changed or is gone'
WHERE EXISTS (
    SELECT 1 FROM jsonb_array_elements(a.sources) AS source
    WHERE source ? 'contentHash'
    AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.content_hash = source->>'contentHash'));
