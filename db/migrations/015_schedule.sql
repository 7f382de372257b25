-- The jobs of a cron file, since when a scheduler has known them by that schedule.
CREATE TABLE scheduled_jobs (
    job TEXT PRIMARY KEY,
    schedule TEXT NOT NULL,
    known_since TIMESTAMPTZ NOT NULL
);

-- One row for each time at which a job was due; who inserts the row, or takes a missed one, is who runs it.
CREATE TABLE job_runs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT NOT NULL,
    scheduled_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('running', 'success', 'failed', 'timeout', 'stopped', 'lost', 'skipped', 'missed')),
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    exit_code INTEGER,
    -- The signal that ended its process, such as SIGKILL.
    signal TEXT,
    -- Why it did not run or did not succeed; for people to read.
    reason TEXT,
    -- The end of what it wrote to standard error, without personal data; NULL where it succeeded.
    error_output TEXT,
    -- The scheduler that ran it: an id of its own, and where it was.
    scheduler UUID,
    host TEXT,
    pid INTEGER,
    UNIQUE (job, scheduled_at)
);
