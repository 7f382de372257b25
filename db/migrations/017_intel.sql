-- News about the country's rules and events, classified: what it is about, for whom, and what it asks of them. The documents
-- themselves stay in their files; a document is known by the hash of its title and content.
CREATE TABLE intel_documents (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content_hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    url TEXT,
    source TEXT,
    published_at TIMESTAMPTZ,
    -- Which topics and audiences there are stands in src/intel/.
    topic TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('urgent', 'high', 'normal', 'low')),
    target_audience TEXT NOT NULL,
    actionability TEXT NOT NULL CHECK (actionability IN ('act', 'prepare', 'watch', 'inform')),
    summary TEXT NOT NULL,
    -- What the model says of itself; what was classified without a model is 'low'.
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    -- `provider:model`, or 'offline': classified without a model, and again once one answers.
    model TEXT NOT NULL,
    classified_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX intel_documents_topic ON intel_documents (topic, priority);
CREATE INDEX intel_documents_published ON intel_documents (published_at);
