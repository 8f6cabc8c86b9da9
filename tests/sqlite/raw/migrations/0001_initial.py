"""What only SQL can say on SQLite."""

from django.db import migrations, models

STATEMENTS = [
    """CREATE TABLE "raw_plain" ("id" integer PRIMARY KEY AUTOINCREMENT, a int, b TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE,
       c DECIMAL( 10, 2 ) DEFAULT (1 + 2), "d" DEFAULT CURRENT_TIMESTAMP, e UNSIGNED BIG INT CHECK (e > 0),
       f TEXT UNIQUE, CONSTRAINT raw_pair UNIQUE (a, b), CHECK (a <> 7))""",
    "CREATE TABLE raw_words (word TEXT PRIMARY KEY COLLATE NOCASE, [count] INTEGER NOT NULL, `note` TEXT) WITHOUT ROWID",
    "CREATE TABLE raw_strict (id INTEGER PRIMARY KEY, a ANY, b BLOB, c REAL) STRICT",
    "CREATE TABLE raw_both (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT",
    """CREATE TABLE raw_child (id INTEGER PRIMARY KEY, plain INTEGER REFERENCES raw_plain(id) ON DELETE CASCADE ON UPDATE SET NULL,
       word TEXT, parent INTEGER REFERENCES raw_child DEFERRABLE INITIALLY DEFERRED,
       total INTEGER GENERATED ALWAYS AS (plain * 2) VIRTUAL, kept TEXT AS (word || '!') STORED,
       CONSTRAINT raw_word FOREIGN KEY (word) REFERENCES raw_words (word) ON DELETE RESTRICT)""",
    "CREATE INDEX raw_partial ON raw_plain (a DESC, b COLLATE RTRIM) WHERE a > 5 AND b IS NOT NULL",
    "CREATE UNIQUE INDEX raw_expression ON raw_plain (lower(b), a + 1)",
    "CREATE VIEW raw_view AS SELECT a, b FROM raw_plain WHERE a > 1",
    "CREATE VIEW raw_named (one, two) AS SELECT w.word, count(*) FROM raw_words AS w GROUP BY w.word",
    """CREATE TRIGGER raw_after AFTER UPDATE OF a, b ON raw_plain FOR EACH ROW WHEN NEW.a > OLD.a
       BEGIN UPDATE raw_words SET "count" = "count" + 1 WHERE word = NEW.b; INSERT INTO raw_child (plain) VALUES (NEW.id); END""",
    "CREATE TRIGGER raw_before BEFORE DELETE ON raw_plain BEGIN SELECT RAISE(ABORT, 'no; never'); END",
    "CREATE TRIGGER raw_instead INSTEAD OF INSERT ON raw_named BEGIN INSERT INTO raw_plain (a, b) VALUES (NEW.two, NEW.one); END",
    "CREATE VIRTUAL TABLE raw_search USING fts5(title, body, tokenize = 'porter ascii')",
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(statement) for statement in STATEMENTS]
