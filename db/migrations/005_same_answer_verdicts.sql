-- What the night's model said of two questions: whether one answer would serve both. Asked once per pair and model.
CREATE TABLE same_answer_verdicts (
    -- SHA-256 of both questions' normalised texts, in alphabetical order; base64.
    pair TEXT NOT NULL,
    model TEXT NOT NULL,
    same BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (pair, model)
);
