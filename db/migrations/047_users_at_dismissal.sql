-- A dismissed question that comes back says how many users asked it when it was dismissed. The answer itself forgets that then; its
-- versions do not. Null for other versions, and for those dismissed before.
ALTER TABLE answer_versions ADD COLUMN dismissed_users INTEGER;
UPDATE answer_versions v SET dismissed_users = a.dismissed_users
FROM golden_answers a WHERE a.id = v.golden_answer_id AND a.version = v.version;
