-- The desk's first page counts 90 days of questions, and the list of lookups finds a few among a million.

-- Until here is committed nobody writes lookups: each is counted once, by this or by the trigger.
LOCK TABLE lookups IN SHARE ROW EXCLUSIVE MODE;

-- Days are counted as lookups come in, as answer_usage and missed_weeks are; until now they were when they were over.
TRUNCATE lookup_days;
INSERT INTO lookup_days (day, language, outcome, reason, lookups)
SELECT (created_at AT TIME ZONE 'UTC')::date, coalesce(language, ''), outcome, reason, count(*) FROM lookups GROUP BY 1, 2, 3, 4;

CREATE FUNCTION count_lookup_days() RETURNS TRIGGER AS $$
BEGIN
    -- In one order, so that two batches never wait for each other.
    INSERT INTO lookup_days AS d (day, language, outcome, reason, lookups)
    SELECT (created_at AT TIME ZONE 'UTC')::date AS day, coalesce(language, '') AS known_language, outcome, reason, count(*)
    FROM added GROUP BY day, known_language, outcome, reason ORDER BY day, known_language, outcome, reason
    ON CONFLICT (day, language, outcome, reason) DO UPDATE SET lookups = d.lookups + EXCLUDED.lookups;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER lookups_counted_by_day AFTER INSERT ON lookups REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_lookup_days();

-- The newest of one language, outcome and reason. Which of these there are stands in lookup_days, so that every filter by them reads
-- a page of each and no more.
CREATE INDEX idx_lookups_alike ON lookups (coalesce(language, ''), outcome, reason, created_at DESC, id DESC);
-- The newest that came nearest to one cluster.
CREATE INDEX idx_lookups_cluster ON lookups (cluster_id, created_at DESC, id DESC) WHERE cluster_id IS NOT NULL;
