"""What is not modelled, and said to be."""

from django.db import migrations

STATEMENTS = [
    "CREATE TABLE raw_conflict (a INTEGER NOT NULL ON CONFLICT IGNORE, b TEXT UNIQUE ON CONFLICT REPLACE)",
    "CREATE TABLE raw_passing AS SELECT amount, b FROM raw_plain",
    "CREATE INDEX raw_of_passing ON raw_passing (b)",
    "ALTER TABLE raw_passing RENAME TO raw_passed",
    "DROP TABLE raw_passed",
]


class Migration(migrations.Migration):
    dependencies = [("raw", "0006_options")]
    operations = [migrations.RunSQL(statement) for statement in STATEMENTS]
