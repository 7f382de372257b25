-- Whether a night's judge has put the phrasing where it is: into its cluster, or into none. It stays there in a night without one.
ALTER TABLE phrasings ADD COLUMN judged BOOLEAN NOT NULL DEFAULT false;
