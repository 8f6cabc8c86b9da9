-- Version 2. What servers said of expressions that the texts left open, and which rules read the texts.

-- `key` is a digest of all that an answer depends on, `seal` one of key and answer: a row that does not fit
-- its seal is as good as none. `run_id` is the last run that used it.
CREATE TABLE answer (
    key    TEXT    PRIMARY KEY,
    alike  INTEGER NOT NULL,
    seal   TEXT    NOT NULL,
    run_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 0 for the runs of releases that did not tell it.
ALTER TABLE run ADD COLUMN canonicaliser INTEGER NOT NULL DEFAULT 0;
