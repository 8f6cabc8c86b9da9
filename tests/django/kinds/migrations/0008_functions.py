from django.db import migrations
from servers import RunSQLSince


class Migration(migrations.Migration):
    dependencies = [("kinds", "0007_materialized_views")]
    operations = [
        migrations.RunSQL(
            r"""
            CREATE FUNCTION kinds_add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT a + b; $$;
            CREATE FUNCTION kinds_add(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT a || b';
            CREATE OR REPLACE FUNCTION kinds_touch() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                NEW.made := now(); -- it's; now
                RETURN NEW;
            END
            $body$;
            CREATE FUNCTION kinds_rows(OUT id bigint, OUT name text) RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
                SECURITY DEFINER SET search_path = public AS $$ SELECT id, name FROM kinds_item $$;
            CREATE FUNCTION kinds_table(VARIADIC n integer[]) RETURNS TABLE (m integer) LANGUAGE sql LEAKPROOF COST 5 AS $$ SELECT unnest(n) $$;
            CREATE FUNCTION kinds_spare_function() RETURNS void LANGUAGE sql AS '';
            """
        ),
        RunSQLSince(14, "CREATE FUNCTION kinds_standard(x integer) RETURNS integer LANGUAGE sql RETURN x * 2"),
        migrations.RunSQL(
            """
            ALTER FUNCTION kinds_add(integer, integer) RENAME TO kinds_plus;
            ALTER FUNCTION kinds_add(text, text) STABLE CALLED ON NULL INPUT;
            CREATE OR REPLACE FUNCTION kinds_plus(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a + b + 0; $$;
            DROP FUNCTION kinds_spare_function();
            COMMENT ON FUNCTION kinds_plus(integer, integer) IS 'adds';
            """
        ),
    ]
