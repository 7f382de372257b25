-- Clusters of different languages that ask the same question are one subject. Each has its own answer; they share the demand.
-- The lowest id of the subject's clusters; null for a cluster that is alone.
ALTER TABLE clusters ADD COLUMN subject_id INTEGER;

-- Questions asked in several languages, by what the last night found: most demanded first.
CREATE VIEW subjects AS
SELECT
    subject_id,
    array_agg(language ORDER BY language) AS languages,
    array_agg(id ORDER BY language) AS cluster_ids,
    sum(asked)::int AS asked
FROM clusters
WHERE subject_id IS NOT NULL
GROUP BY subject_id
ORDER BY asked DESC, subject_id;
