-- How many users asked a question when a version of its answer was dismissed: a question that comes back says so.
ALTER TABLE answer_versions ADD COLUMN dismissed_users INTEGER;
UPDATE answer_versions v SET dismissed_users = a.dismissed_users
FROM golden_answers a WHERE a.id = v.golden_answer_id AND a.status = 'dismissed' AND v.version = a.version;
