-- What each stage of a run did, written while it works; and of each run whether it has ended, and its report.

ALTER TABLE nightly_worker_runs
    -- NULL while the run goes on, and of one whose process was killed until the next run finds it.
    ADD COLUMN ended_at TIMESTAMPTZ,
    -- When the run last wrote how far it is.
    ADD COLUMN seen_at TIMESTAMPTZ,
    -- Counts, shares and the ids of clusters that are new, grown, merged, split or gone; no text of anybody.
    ADD COLUMN report JSONB;
UPDATE nightly_worker_runs SET ended_at = created_at + make_interval(secs => coalesce(execution_time_seconds, 0));

CREATE TABLE night_stages (
    run_id INTEGER NOT NULL REFERENCES nightly_worker_runs (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    -- partial: something of it failed, the rest stands. stopped: by a signal, or with its process.
    status TEXT NOT NULL CHECK (status IN ('running', 'success', 'partial', 'stopped', 'failed')),
    started_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    -- How far it is, where that can be counted.
    done INTEGER,
    total INTEGER,
    counts JSONB NOT NULL DEFAULT '{}',
    tokens BIGINT NOT NULL DEFAULT 0,
    -- US dollars; NULL: a price is not known.
    cost_usd DOUBLE PRECISION,
    error TEXT,
    PRIMARY KEY (run_id, stage)
);
