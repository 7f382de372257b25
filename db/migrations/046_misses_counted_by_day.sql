-- The misses by the cluster they came nearest to, by day in place of by week: what is counted of 30 days are just the rows that it opens.

-- Until here is committed nobody writes lookups: each is counted once, by this or by the trigger.
LOCK TABLE lookups IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE missed_days (
    -- UTC.
    day DATE NOT NULL,
    cluster_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    missed INTEGER NOT NULL,
    -- Of those for which there is one: the sum of how likely the cluster's answer was right, and the highest.
    probability DOUBLE PRECISION,
    best_probability DOUBLE PRECISION,
    PRIMARY KEY (day, cluster_id, reason)
);
INSERT INTO missed_days
SELECT (created_at AT TIME ZONE 'UTC')::date, cluster_id, reason, count(*), sum(probability), max(probability)
FROM lookups WHERE outcome = 'miss' AND cluster_id IS NOT NULL GROUP BY 1, 2, 3;
DROP TABLE missed_weeks;

CREATE OR REPLACE FUNCTION count_lookups() RETURNS TRIGGER AS $$
BEGIN
    -- In one order, so that two batches never wait for each other.
    INSERT INTO answer_usage AS u (golden_answer_id, hits, last_hit_at)
    SELECT golden_answer_id, count(*), max(created_at) FROM added
    WHERE outcome = 'hit' AND golden_answer_id IS NOT NULL GROUP BY golden_answer_id ORDER BY golden_answer_id
    ON CONFLICT (golden_answer_id) DO UPDATE
    SET hits = u.hits + EXCLUDED.hits, last_hit_at = greatest(u.last_hit_at, EXCLUDED.last_hit_at);
    INSERT INTO missed_days AS m (day, cluster_id, reason, missed, probability, best_probability)
    SELECT (created_at AT TIME ZONE 'UTC')::date AS on_day, cluster_id, reason, count(*), sum(probability), max(probability)
    FROM added WHERE outcome = 'miss' AND cluster_id IS NOT NULL
    GROUP BY on_day, cluster_id, reason ORDER BY on_day, cluster_id, reason
    ON CONFLICT (day, cluster_id, reason) DO UPDATE
    SET missed = m.missed + EXCLUDED.missed,
        -- NULL where nobody has one.
        probability = coalesce(m.probability + EXCLUDED.probability, m.probability, EXCLUDED.probability),
        best_probability = greatest(m.best_probability, EXCLUDED.best_probability);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
