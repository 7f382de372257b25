-- Questions of the last night that are in no cluster. Nothing is answered from them; they are rivals of what is: a question that
-- is nearer to one of them than to any cluster most likely means neither.
CREATE TABLE lone_questions (
    phrasing_id BIGINT PRIMARY KEY REFERENCES phrasings (id) ON DELETE CASCADE
);

CREATE TRIGGER lone_questions_inserted AFTER INSERT ON lone_questions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER lone_questions_deleted AFTER DELETE ON lone_questions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
CREATE TRIGGER lone_questions_emptied AFTER TRUNCATE ON lone_questions
    FOR EACH STATEMENT EXECUTE FUNCTION raise_golden_version();
