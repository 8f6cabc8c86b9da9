"""`ALTER TABLE` by hand, with views and triggers that read what is renamed."""

from django.db import migrations

STATEMENTS = [
    "ALTER TABLE raw_plain RENAME COLUMN a TO amount",
    'ALTER TABLE raw_words RENAME TO "raw_Terms"',
    "ALTER TABLE raw_plain ADD COLUMN later TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE raw_plain ADD COLUMN passing REAL",
    "ALTER TABLE raw_plain ADD COLUMN child INTEGER REFERENCES raw_child (id) ON DELETE SET NULL",
    "ALTER TABLE raw_plain DROP COLUMN passing",
    'ALTER TABLE raw_child RENAME COLUMN "word" TO term',
    "CREATE INDEX IF NOT EXISTS raw_again ON raw_plain (later)",
    "DROP INDEX IF EXISTS raw_never",
    "CREATE TABLE IF NOT EXISTS raw_strict (id INTEGER PRIMARY KEY)",
    "DROP TRIGGER raw_before",
    "CREATE TRIGGER raw_before BEFORE INSERT ON raw_plain BEGIN SELECT RAISE(IGNORE); END",
    "INSERT INTO raw_strict (a) VALUES ('semicolon; in text')",
]


class Migration(migrations.Migration):
    dependencies = [("raw", "0001_initial")]
    operations = [migrations.RunSQL(statement) for statement in STATEMENTS]
