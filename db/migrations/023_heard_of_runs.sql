-- When the scheduler that does a run last said so, by the clock of the database: a lock that is free may only have been lost.
ALTER TABLE job_runs ADD COLUMN seen_at TIMESTAMPTZ;
