-- What people decide about answers and questions, and that it holds from night to night.

ALTER TABLE golden_answers
    -- draft: waits for a person. paused: a person took it out of service. dismissed: a person wants no such answer; the next nights
    -- write none, unless the question is asked markedly more (src/golden/answer-status.ts). Only what is published is served.
    ADD COLUMN status TEXT NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'paused', 'dismissed')),
    -- Rises with every change of question, text, sources or status; who saves says which one he saw.
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    -- Since when the text is a person's: no night overwrites it.
    ADD COLUMN edited_at TIMESTAMPTZ,
    -- When a person last said that this text may be served.
    ADD COLUMN approved_at TIMESTAMPTZ,
    -- The demand when it was dismissed.
    ADD COLUMN dismissed_asked INTEGER,
    ADD COLUMN dismissed_users INTEGER,
    ADD CONSTRAINT golden_answers_dismissed_with_demand
        CHECK ((status = 'dismissed') = (dismissed_asked IS NOT NULL AND dismissed_users IS NOT NULL));

-- Every state of an answer, the present one too.
CREATE TABLE answer_versions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    golden_answer_id INTEGER NOT NULL REFERENCES golden_answers (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    -- A person's name; NULL: not a person.
    person TEXT,
    -- The night that wrote it; NULL: not a night, or an old one.
    run_id INTEGER,
    -- What was done, in one word: written, edited, approved, paused, resumed, dismissed, restored, imported, ...
    change TEXT NOT NULL,
    canonical_question TEXT NOT NULL,
    answer TEXT NOT NULL,
    sources JSONB NOT NULL,
    language TEXT,
    status TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (golden_answer_id, version)
);
INSERT INTO answer_versions (golden_answer_id, version, change, canonical_question, answer, sources, language, status, created_at)
SELECT id, 1, 'written', canonical_question, answer, sources, language, 'published', updated_at FROM golden_answers;

-- What a night would put in place of an answer that is a person's: the newest, one to an answer.
CREATE TABLE answer_proposals (
    golden_answer_id INTEGER PRIMARY KEY REFERENCES golden_answers (id) ON DELETE CASCADE,
    run_id INTEGER,
    -- NULL: nothing in the knowledge base supports an answer any more, for this reason.
    answer TEXT,
    reason TEXT,
    sources JSONB NOT NULL DEFAULT '[]',
    metadata JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- A rejected one stays, so that no night makes the same again.
    rejected_at TIMESTAMPTZ,
    CHECK ((answer IS NULL) = (reason IS NOT NULL))
);

-- Where a person wants a phrasing: with a cluster, or never with it. Every night holds to it.
CREATE TABLE phrasing_decisions (
    phrasing_id BIGINT NOT NULL REFERENCES phrasings (id) ON DELETE CASCADE,
    cluster_id INTEGER NOT NULL,
    belongs BOOLEAN NOT NULL,
    person TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (phrasing_id, cluster_id)
);
CREATE UNIQUE INDEX idx_phrasing_decisions_belongs ON phrasing_decisions (phrasing_id) WHERE belongs;

-- A person has typed these words at the desk, or imported them: they are not only a user's.
ALTER TABLE phrasings ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT false;

-- How often an answer was served: counted as lookups come in, as counting a million of them takes a second.
CREATE TABLE answer_usage (
    golden_answer_id INTEGER PRIMARY KEY,
    hits BIGINT NOT NULL,
    last_hit_at TIMESTAMPTZ NOT NULL
);
INSERT INTO answer_usage (golden_answer_id, hits, last_hit_at)
SELECT golden_answer_id, count(*), max(created_at) FROM lookups
WHERE outcome = 'hit' AND golden_answer_id IS NOT NULL GROUP BY golden_answer_id;

-- The misses of each week (from Monday, UTC) by the cluster they came nearest to, counted likewise.
CREATE TABLE missed_weeks (
    week DATE NOT NULL,
    cluster_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    missed INTEGER NOT NULL,
    -- Of those for which there is one: the sum of how likely the cluster's answer was right, and the highest.
    probability DOUBLE PRECISION,
    best_probability DOUBLE PRECISION,
    PRIMARY KEY (week, cluster_id, reason)
);
INSERT INTO missed_weeks
SELECT date_trunc('week', created_at AT TIME ZONE 'UTC')::date, cluster_id, reason, count(*), sum(probability), max(probability)
FROM lookups WHERE outcome = 'miss' AND cluster_id IS NOT NULL GROUP BY 1, 2, 3;

CREATE FUNCTION count_lookups() RETURNS TRIGGER AS $$
BEGIN
    -- In one order, so that two batches never wait for each other.
    INSERT INTO answer_usage AS u (golden_answer_id, hits, last_hit_at)
    SELECT golden_answer_id, count(*), max(created_at) FROM added
    WHERE outcome = 'hit' AND golden_answer_id IS NOT NULL GROUP BY golden_answer_id ORDER BY golden_answer_id
    ON CONFLICT (golden_answer_id) DO UPDATE
    SET hits = u.hits + EXCLUDED.hits, last_hit_at = greatest(u.last_hit_at, EXCLUDED.last_hit_at);
    INSERT INTO missed_weeks AS m (week, cluster_id, reason, missed, probability, best_probability)
    SELECT date_trunc('week', created_at AT TIME ZONE 'UTC')::date AS monday, cluster_id, reason, count(*), sum(probability), max(probability)
    FROM added WHERE outcome = 'miss' AND cluster_id IS NOT NULL
    GROUP BY monday, cluster_id, reason ORDER BY monday, cluster_id, reason
    ON CONFLICT (week, cluster_id, reason) DO UPDATE
    SET missed = m.missed + EXCLUDED.missed,
        -- NULL where nobody has one.
        probability = coalesce(m.probability + EXCLUDED.probability, m.probability, EXCLUDED.probability),
        best_probability = greatest(m.best_probability, EXCLUDED.best_probability);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER lookups_counted AFTER INSERT ON lookups REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_lookups();

-- An answer's hits, newest first, and its marks.
CREATE INDEX idx_lookups_answer ON lookups (golden_answer_id, created_at DESC, id DESC) WHERE outcome = 'hit';
CREATE INDEX idx_lookups_marked_answers ON lookups (golden_answer_id) WHERE marked_wrong_at IS NOT NULL;
-- What waits for a person is little among much.
CREATE INDEX idx_golden_answers_drafts ON golden_answers (id) WHERE status = 'draft';
