-- The whole layout of the file. It is compared with what the file holds whenever it is opened, word for word:
-- whoever changes it gives it another version.

-- Texts by the SHA-256 of their bytes: what runs share is stored once.
CREATE TABLE blob (
    digest  TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL
) STRICT;

-- What a run says anew. The last five columns are the digests of texts: the rows of django_migrations, the
-- digests of stored outputs, what was found, the objects that were seen, and the server's answers that were used.
CREATE TABLE run (
    id                INTEGER PRIMARY KEY,
    started_at        TEXT    NOT NULL,
    duration_ms       INTEGER NOT NULL,
    previous          INTEGER,
    tool_version      TEXT    NOT NULL,
    canonicaliser     INTEGER NOT NULL,
    engine            TEXT    NOT NULL,
    server_version    TEXT    NOT NULL,
    database_name     TEXT    NOT NULL,
    schema_name       TEXT    NOT NULL,
    address           TEXT,
    identity          TEXT    NOT NULL,
    scope             TEXT    NOT NULL,
    ledger_digest     TEXT    NOT NULL,
    recorded          INTEGER NOT NULL,
    errors            INTEGER NOT NULL,
    warnings          INTEGER NOT NULL,
    infos             INTEGER NOT NULL,
    exit_status       INTEGER NOT NULL,
    report_format     INTEGER NOT NULL,
    report            TEXT    NOT NULL,
    records           TEXT    NOT NULL,
    files             TEXT    NOT NULL,
    body              TEXT    NOT NULL,
    objects           TEXT    NOT NULL,
    answers           TEXT    NOT NULL
) STRICT;

CREATE INDEX run_of_target ON run (identity, schema_name, scope, id);

-- The chain: each link holds the seal of the one before it. `note` lists the runs that a pruning took out.
CREATE TABLE link (
    position INTEGER PRIMARY KEY,
    run_id   INTEGER UNIQUE,
    content  TEXT    NOT NULL,
    note     TEXT,
    previous TEXT    NOT NULL,
    seal     TEXT    NOT NULL UNIQUE
) STRICT;
