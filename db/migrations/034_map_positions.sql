-- Where each question stands on the desk's map. The next map starts from here, so that people find again what they have seen.
CREATE TABLE map_positions (
    phrasing_id BIGINT PRIMARY KEY REFERENCES phrasings (id) ON DELETE CASCADE,
    x REAL NOT NULL,
    y REAL NOT NULL,
    -- Positions under different embedders have nothing to do with each other.
    embedding_model TEXT NOT NULL,
    placed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
