from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0008_functions")]
    operations = [
        migrations.RunSQL(
            """
            CREATE PROCEDURE kinds_sweep(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM kinds_item WHERE price IS NULL; n := 0; END $$;
            CREATE PROCEDURE kinds_spare_procedure() LANGUAGE sql AS $$ SELECT 1 $$;
            DROP PROCEDURE kinds_spare_procedure();
            CREATE AGGREGATE kinds_product (numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
            CREATE FUNCTION kinds_same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
            CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = kinds_same);
            CREATE CAST (kinds_mood AS integer) WITH INOUT;
            """
        ),
    ]
