from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0022_cascades")]
    operations = [
        migrations.RunSQL(
            r"""
            /* a comment /* within; a comment */ */
            CREATE TABLE /* here; */ kinds_quoted ( -- and 'here
                "select" integer DEFAULT 1, "Mixed ""Case"" name" text DEFAULT E'tab\t; it\'s', "ünï" text DEFAULT U&'\00e9',
                dollar text DEFAULT $q$it's; $$ here$q$, i interval DEFAULT interval '1 day'
            );
            ALTER TABLE IF EXISTS kinds_never ADD COLUMN IF NOT EXISTS x integer;
            ALTER TABLE kinds_quoted ADD COLUMN IF NOT EXISTS "select" integer, ADD COLUMN IF NOT EXISTS later jsonb DEFAULT '{}';
            CREATE TABLE IF NOT EXISTS kinds_quoted (other integer);
            INSERT INTO kinds_quoted (dollar) VALUES (';');
            DELETE FROM kinds_quoted;
            """
        ),
    ]
