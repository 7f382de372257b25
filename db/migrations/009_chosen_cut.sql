-- Where a night stopped merging (cosine distance), if it was left to choose: the next night starts from it.
ALTER TABLE nightly_worker_runs ADD COLUMN cut DOUBLE PRECISION;
