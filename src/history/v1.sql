-- Version 1. What is the same in many runs (records, ledger files) is stored once, by digest.

CREATE TABLE run (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at        TEXT    NOT NULL,
    duration_ms       INTEGER NOT NULL,
    previous          INTEGER,
    tool_version      TEXT    NOT NULL,
    engine            TEXT    NOT NULL,
    server_version    TEXT    NOT NULL,
    database_name     TEXT    NOT NULL,
    schema_name       TEXT    NOT NULL,
    address           TEXT,
    identity          TEXT    NOT NULL,
    scope             TEXT    NOT NULL,
    ledger_digest     TEXT    NOT NULL,
    record_set        TEXT    NOT NULL REFERENCES content (digest),
    ledger_file_set   TEXT    NOT NULL REFERENCES content (digest),
    recorded          INTEGER NOT NULL,
    errors            INTEGER NOT NULL,
    warnings          INTEGER NOT NULL,
    infos             INTEGER NOT NULL,
    exit_status       INTEGER NOT NULL,
    report_format     INTEGER NOT NULL,
    report            TEXT    NOT NULL
) STRICT;

CREATE INDEX run_of_target ON run (identity, schema_name, scope, id);

CREATE TABLE content (
    digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- A row of django_migrations, in the order of its id.
CREATE TABLE record (
    record_set TEXT    NOT NULL REFERENCES content (digest),
    position   INTEGER NOT NULL,
    row_id     INTEGER NOT NULL,
    app        TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    applied    TEXT,
    PRIMARY KEY (record_set, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_file (
    ledger_file_set TEXT    NOT NULL REFERENCES content (digest),
    position        INTEGER NOT NULL,
    app             TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    digest          TEXT    NOT NULL,
    PRIMARY KEY (ledger_file_set, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict (
    run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    app      TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    verdict  TEXT    NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    run_id      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    waived      INTEGER NOT NULL,
    object_type TEXT,
    schema_name TEXT,
    table_name  TEXT,
    object_name TEXT,
    aspect      TEXT,
    app         TEXT,
    migration   TEXT,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_by_id ON finding (id, run_id);
