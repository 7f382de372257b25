-- Rows that came faster than they could be entered in their tables: as they are, many to a row, until the rush is over.
CREATE TABLE spool (
    id BIGSERIAL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('conversations', 'lookups')),
    rows TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- Compressing takes longer than writing.
ALTER TABLE spool ALTER COLUMN rows SET STORAGE EXTERNAL;
