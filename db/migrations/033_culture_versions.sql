-- People edit cultural chunks at the desk, and what they wrote holds.

ALTER TABLE cultural_knowledge
    -- Rises with every change of what a chunk says; who saves says which one he saw.
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    -- Since when the text is a person's: no night rewrites it.
    ADD COLUMN edited_at TIMESTAMPTZ;

-- A version holds everything that can be edited. What was kept until now had the keyword and the use that the chunk still has.
ALTER TABLE cultural_versions
    ADD COLUMN version INTEGER,
    ADD COLUMN trigger_keyword TEXT,
    ADD COLUMN when_to_use TEXT;
UPDATE cultural_versions v SET version = n.version, trigger_keyword = c.trigger_keyword, when_to_use = c.when_to_use
FROM (SELECT id, row_number() OVER (PARTITION BY chunk_id ORDER BY id) AS version FROM cultural_versions) n, cultural_knowledge c
WHERE n.id = v.id AND c.id = v.chunk_id;
ALTER TABLE cultural_versions ALTER COLUMN version SET NOT NULL, ADD UNIQUE (chunk_id, version);

UPDATE cultural_knowledge c SET version = 1 + v.kept
FROM (SELECT chunk_id, count(*) AS kept FROM cultural_versions GROUP BY chunk_id) v WHERE v.chunk_id = c.id;

-- The desk shows the newest documents first, and the audit of one person or one action.
CREATE INDEX intel_documents_newest ON intel_documents ((coalesce(published_at, classified_at)) DESC, id DESC);
CREATE INDEX idx_desk_audit_who ON desk_audit (who, id);
CREATE INDEX idx_desk_audit_action ON desk_audit (action, id);
