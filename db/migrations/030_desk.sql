-- The desk: who is signed in, and what they changed.

-- The cookie's token is kept as its hash only: who reads this table cannot sign in with it.
CREATE TABLE desk_sessions (
    token_hash TEXT PRIMARY KEY,
    -- HMAC of the token that opened the session, keyed with the cookie's token: when the operator changes a token, the sessions that it
    -- opened end, and nobody can guess it from here.
    opened_with TEXT NOT NULL,
    csrf_token TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor')),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_desk_sessions_expires_at ON desk_sessions (expires_at);

-- Every change that was made at the desk. Rows are only ever added.
CREATE TABLE desk_audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    who TEXT NOT NULL,
    -- What was done, such as "night.start" or "answer.edit".
    action TEXT NOT NULL,
    -- What it was done to, such as "answer" and "12"; NULL where there is no such thing.
    subject TEXT,
    subject_id TEXT,
    before JSONB,
    after JSONB
);
CREATE INDEX idx_desk_audit_at ON desk_audit (at);
CREATE INDEX idx_desk_audit_subject ON desk_audit (subject, subject_id, at);

-- Set by whoever asks a running night to stop, from whichever process; the night looks at it and stops softly.
ALTER TABLE nightly_worker_runs ADD COLUMN stop_requested_at TIMESTAMPTZ;

-- What came of the questions of each day that is over, so that looking back 90 days reads some hundreds of rows and not a million.
CREATE TABLE lookup_days (
    day DATE NOT NULL,
    -- '' where it cannot be told.
    language TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    lookups INTEGER NOT NULL,
    PRIMARY KEY (day, language, outcome, reason)
);

-- A row for each day that is over and was counted, also where nobody asked anything. Milliseconds are those of hits.
CREATE TABLE lookup_day_times (
    day DATE PRIMARY KEY,
    p50_ms DOUBLE PRECISION,
    p99_ms DOUBLE PRECISION
);

-- Holds only what was marked: to be found among a million.
CREATE INDEX idx_lookups_marked ON lookups (created_at) WHERE marked_wrong_at IS NOT NULL;
