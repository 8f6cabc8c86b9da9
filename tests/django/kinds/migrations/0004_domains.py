from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0003_types")]
    operations = [
        migrations.RunSQL(
            """
            CREATE DOMAIN kinds_email AS citext CHECK (VALUE ~ '^[^@]+@[^@]+$');
            CREATE DOMAIN kinds_positive AS integer DEFAULT 1 NOT NULL CONSTRAINT kinds_is_positive CHECK (VALUE > 0);
            CREATE DOMAIN kinds_code AS varchar(12) COLLATE "C" CHECK (VALUE <> '') CHECK (length(VALUE) > 2);
            CREATE DOMAIN kinds_codes AS kinds_code[];
            CREATE DOMAIN kinds_spare AS text;
            CREATE TABLE kinds_account (id bigserial PRIMARY KEY, email kinds_email UNIQUE, credit kinds_positive, codes kinds_codes);
            """
        ),
        migrations.RunSQL(
            """
            ALTER DOMAIN kinds_positive DROP NOT NULL;
            ALTER DOMAIN kinds_positive SET DEFAULT 5;
            ALTER DOMAIN kinds_positive ADD CONSTRAINT kinds_is_small CHECK (VALUE < 1000) NOT VALID;
            ALTER DOMAIN kinds_positive VALIDATE CONSTRAINT kinds_is_small;
            ALTER DOMAIN kinds_positive RENAME CONSTRAINT kinds_is_positive TO kinds_above_zero;
            ALTER DOMAIN kinds_code DROP CONSTRAINT kinds_code_check;
            ALTER DOMAIN kinds_spare RENAME TO kinds_rest;
            ALTER DOMAIN kinds_rest SET NOT NULL;
            DROP DOMAIN IF EXISTS kinds_rest, kinds_never;
            """
        ),
    ]
