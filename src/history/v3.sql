-- Version 3. What a run says is stored once by its digest, with the objects that it saw; runs are sealed.

-- Texts by the digest of their bytes. What an older version stored with a run is kept under `run N`.
CREATE TABLE blob (
    digest  TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;

ALTER TABLE run ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN objects TEXT;
INSERT INTO blob (digest, content) SELECT 'run ' || id, report FROM run;
UPDATE run SET body = 'run ' || id, report = '{}';

-- What a body says, for those who search.
CREATE TABLE body_verdict (
    body     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    app      TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    verdict  TEXT    NOT NULL,
    PRIMARY KEY (body, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE body_finding (
    body        TEXT    NOT NULL,
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
    PRIMARY KEY (body, position)
) STRICT, WITHOUT ROWID;

INSERT INTO body_verdict SELECT 'run ' || run_id, position, app, name, verdict FROM verdict;
INSERT INTO body_finding
SELECT 'run ' || run_id, position, id, kind, severity, waived, object_type, schema_name, table_name,
    object_name, aspect, app, migration
FROM finding;
DROP TABLE verdict;
DROP TABLE finding;
CREATE INDEX finding_by_id ON body_finding (id);
CREATE INDEX run_by_body ON run (body);

CREATE VIEW verdict AS
SELECT run.id AS run_id, one.position, one.app, one.name, one.verdict
FROM run JOIN body_verdict AS one ON one.body = run.body;

CREATE VIEW finding AS
SELECT run.id AS run_id, one.position, one.id, one.kind, one.severity, one.waived, one.object_type,
    one.schema_name, one.table_name, one.object_name, one.aspect, one.app, one.migration
FROM run JOIN body_finding AS one ON one.body = run.body;

-- The chain: each link holds the seal of the one before it. `note` lists the runs that a pruning took out.
CREATE TABLE link (
    position INTEGER PRIMARY KEY,
    run_id   INTEGER UNIQUE,
    content  TEXT    NOT NULL,
    note     TEXT,
    previous TEXT    NOT NULL,
    seal     TEXT    NOT NULL UNIQUE
) STRICT;

-- Of runs over several schemas.
ALTER TABLE record ADD COLUMN schema_name TEXT;
