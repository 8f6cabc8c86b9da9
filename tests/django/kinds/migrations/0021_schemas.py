from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0020_do_blocks")]
    operations = [
        migrations.RunSQL(
            """
            CREATE SCHEMA kinds_aside;
            CREATE SCHEMA IF NOT EXISTS kinds_spare;
            CREATE TABLE kinds_aside.thing (id bigserial PRIMARY KEY, owner bigint REFERENCES public.kinds_account (id) ON DELETE SET NULL);
            CREATE TYPE kinds_aside.shade AS ENUM ('dark');
            CREATE TABLE kinds_moved (id bigserial PRIMARY KEY, name text UNIQUE);
            ALTER TABLE kinds_moved SET SCHEMA kinds_aside;
            ALTER TYPE kinds_shade SET SCHEMA kinds_spare;
            ALTER FUNCTION kinds_plus(integer, integer) SET SCHEMA kinds_aside;
            DROP SCHEMA IF EXISTS kinds_missing CASCADE;
            """
        ),
    ]
