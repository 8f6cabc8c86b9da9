from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0006_views")]
    operations = [
        migrations.RunSQL(
            """
            CREATE MATERIALIZED VIEW kinds_totals AS SELECT owner_id, sum(price) AS total FROM kinds_item GROUP BY owner_id WITH DATA;
            CREATE MATERIALIZED VIEW IF NOT EXISTS kinds_later WITH (fillfactor = 70) AS SELECT id FROM kinds_item WITH NO DATA;
            CREATE UNIQUE INDEX kinds_totals_owner ON kinds_totals (owner_id);
            CREATE MATERIALIZED VIEW kinds_spare_totals AS SELECT 1 AS one;
            """
        ),
        migrations.RunSQL(
            """
            REFRESH MATERIALIZED VIEW kinds_totals;
            ALTER MATERIALIZED VIEW kinds_later RENAME TO kinds_soon;
            DROP MATERIALIZED VIEW kinds_spare_totals;
            COMMENT ON MATERIALIZED VIEW kinds_totals IS 'per owner';
            """
        ),
    ]
