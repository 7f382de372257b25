-- One row for each call of a language model, failed ones too: what it used and what it cost. Holds no text of anybody.
CREATE TABLE model_calls (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key UUID NOT NULL UNIQUE,
    at TIMESTAMPTZ NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('casual', 'business', 'code', 'night')),
    model TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed', 'aborted', 'unanswerable')),
    -- Why it failed, in one word; the HTTP status where there was one.
    error TEXT,
    status INTEGER,
    input_tokens INTEGER,
    cached_input_tokens INTEGER,
    output_tokens INTEGER,
    -- NULL: the price is not known.
    cost_usd DOUBLE PRECISION,
    -- NULL: the answer was not streamed, or there was none.
    first_text_ms DOUBLE PRECISION,
    milliseconds DOUBLE PRECISION NOT NULL
);

CREATE INDEX model_calls_at ON model_calls (at);

-- What the night's model cost in a run, US dollars; NULL: a price is not known.
ALTER TABLE nightly_worker_runs ADD COLUMN cost_usd DOUBLE PRECISION;
