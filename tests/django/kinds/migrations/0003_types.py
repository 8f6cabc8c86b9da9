from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0002_enum_changes")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TYPE kinds_point AS (x double precision, y double precision, label varchar(20) COLLATE "C");
            CREATE TYPE kinds_float_range AS RANGE (subtype = double precision, subtype_diff = float8mi);
            CREATE TYPE kinds_text_range AS RANGE (subtype = text, collation = "C");
            CREATE TYPE kinds_shell;
            DROP TYPE kinds_shell;
            CREATE TABLE kinds_spot (
                id serial PRIMARY KEY,
                at kinds_point,
                path kinds_point[],
                span kinds_float_range NOT NULL DEFAULT '[0,1)',
                EXCLUDE USING gist (span WITH &&)
            );
            """
        ),
        migrations.RunSQL(
            """
            ALTER TYPE kinds_text_range RENAME TO kinds_word_range;
            CREATE TYPE kinds_line AS (a kinds_point, b kinds_point);
            ALTER TYPE kinds_line ADD ATTRIBUTE width numeric(4, 1);
            ALTER TYPE kinds_line ALTER ATTRIBUTE width TYPE integer;
            ALTER TYPE kinds_line RENAME ATTRIBUTE width TO weight;
            ALTER TYPE kinds_line DROP ATTRIBUTE IF EXISTS b;
            """
        ),
    ]
