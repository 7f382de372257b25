-- Who asked to be forgotten, and when, for a day: an answer that was on its way then is not written after it.
CREATE TABLE erasures (
    -- SHA-256 of the user's name, in hexadecimal.
    user_hash TEXT PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL
);
