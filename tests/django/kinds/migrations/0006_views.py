from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0005_collations")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_item (id bigserial PRIMARY KEY, owner_id integer, name text NOT NULL, price numeric(8, 2), made timestamptz DEFAULT now());
            CREATE VIEW kinds_cheap AS SELECT i.id, i.name FROM kinds_item i WHERE i.price < 10 ORDER BY i.name;
            CREATE VIEW kinds_named (number, title) AS SELECT id, upper(name) FROM kinds_item;
            CREATE VIEW kinds_guarded WITH (security_barrier = true) AS
                SELECT * FROM kinds_item WHERE owner_id = 1 WITH LOCAL CHECK OPTION;
            CREATE OR REPLACE VIEW kinds_cheap AS SELECT i.id, i.name, i.price FROM kinds_item i WHERE i.price < 5;
            CREATE TEMPORARY VIEW kinds_passing AS SELECT 1 AS one;
            CREATE RECURSIVE VIEW kinds_count (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM kinds_count WHERE n < 9;
            CREATE VIEW kinds_spare_view AS SELECT 1 AS one;
            """
        ),
        migrations.RunSQL(
            """
            DROP VIEW IF EXISTS kinds_spare_view;
            COMMENT ON VIEW kinds_cheap IS 'under five';
            """
        ),
    ]
