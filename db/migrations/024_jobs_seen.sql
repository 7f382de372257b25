-- When a scheduler last said that it keeps a job: a file may lose a job, and a scheduler may end.
ALTER TABLE scheduled_jobs ADD COLUMN seen_at TIMESTAMPTZ NOT NULL DEFAULT now();
