from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("various", "0001_renamed_enum")]
    operations = [
        migrations.RunSQL(
            """
            ALTER VIEW kinds_guarded RENAME TO kinds_watched;
            ALTER VIEW kinds_watched ALTER COLUMN owner_id SET DEFAULT 7;
            ALTER VIEW kinds_named SET (security_barrier);
            ALTER VIEW kinds_named RENAME COLUMN title TO heading;
            ALTER MATERIALIZED VIEW kinds_totals RENAME COLUMN total TO sum;
            CREATE VIEW various_on_base AS SELECT id FROM kinds_root;
            CREATE VIEW various_on_view AS SELECT id FROM various_on_base;
            DROP TABLE kinds_root CASCADE;
            """
        ),
    ]
