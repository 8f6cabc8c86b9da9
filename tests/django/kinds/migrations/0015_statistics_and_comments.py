from django.db import migrations
from servers import RunSQLSince


class Migration(migrations.Migration):
    dependencies = [("kinds", "0014_inheritance"), ("meta", "0005_other_schema")]
    operations = [
        migrations.RunSQL(
            """
            CREATE STATISTICS kinds_item_stats (dependencies, ndistinct, mcv) ON owner_id, name FROM kinds_item;
            CREATE STATISTICS IF NOT EXISTS kinds_spare_stats ON owner_id, price FROM kinds_item;
            ALTER STATISTICS kinds_item_stats SET STATISTICS 100;
            DROP STATISTICS kinds_spare_stats;
            """
        ),
        RunSQLSince(
            14,
            """
            CREATE STATISTICS kinds_item_expressions ON (lower(name)), (price * 2) FROM kinds_item;
            ALTER STATISTICS kinds_item_expressions RENAME TO kinds_item_x;
            """,
        ),
        migrations.RunSQL(
            """
            COMMENT ON TABLE kinds_item IS 'an "item"; it''s';
            COMMENT ON COLUMN kinds_item.price IS E'in\\tEuro';
            COMMENT ON COLUMN kinds_item.name IS 'for now';
            COMMENT ON COLUMN kinds_item.name IS NULL;
            COMMENT ON TYPE kinds_mood IS 'of a person';
            COMMENT ON DOMAIN kinds_email IS 'lenient';
            COMMENT ON SEQUENCE kinds_item_id_seq IS 'numbers';
            COMMENT ON POLICY kinds_owned ON kinds_item IS 'own rows';
            COMMENT ON RULE kinds_keep ON kinds_account IS 'kept';
            COMMENT ON STATISTICS kinds_item_stats IS 'correlated';
            COMMENT ON PROCEDURE kinds_sweep IS 'sweeps';
            COMMENT ON AGGREGATE kinds_product (numeric) IS 'multiplies';
            COMMENT ON SCHEMA archive IS 'elsewhere';
            COMMENT ON EXTENSION hstore IS 'pairs';
            COMMENT ON CONSTRAINT kinds_is_small ON DOMAIN kinds_positive IS 'small';
            """
        ),
    ]
