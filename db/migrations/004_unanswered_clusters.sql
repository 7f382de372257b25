-- Clusters for which an answer was tried last in vain, and why. The next nights try others first, so that a question that
-- nothing answers does not stand in the way for ever. A new answer takes the row away.
CREATE TABLE unanswered_clusters (
    cluster_id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    -- Nights in a row in which the writing failed; 0 when there was nothing to write from, or what was written was refused.
    failures INTEGER NOT NULL,
    tried_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
