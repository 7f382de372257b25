-- Who asked to be forgotten, and when, for a day: an answer that was on its way then is not written after it.
CREATE TABLE erasures (
    -- SHA-256 of the user's name, in hexadecimal.
    user_hash TEXT PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL
);

-- When the knowledge base was last asked for an answer: what was added since may answer its question better. Without a row the
-- answer's updated_at says so.
CREATE TABLE answer_looks (
    answer_id INTEGER PRIMARY KEY REFERENCES golden_answers (id) ON DELETE CASCADE,
    looked_at TIMESTAMPTZ NOT NULL
);
