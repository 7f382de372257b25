-- How often the judge that checked a hit errs, by its night's own estimate; 0 where nobody had to be asked.
ALTER TABLE hit_checks ADD COLUMN judge_error DOUBLE PRECISION NOT NULL DEFAULT 0;
