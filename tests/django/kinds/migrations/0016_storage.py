from django.db import migrations
from servers import RunSQLSince


class Migration(migrations.Migration):
    dependencies = [("kinds", "0015_statistics_and_comments")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_stored (id integer PRIMARY KEY WITH (fillfactor = 60), blob bytea, text text, n integer)
                WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false) TABLESPACE pg_default;
            ALTER TABLE kinds_stored SET (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 75), RESET (autovacuum_enabled);
            ALTER TABLE kinds_stored ALTER COLUMN blob SET STORAGE EXTERNAL, ALTER COLUMN text SET STATISTICS 500;
            ALTER TABLE kinds_stored ALTER COLUMN n SET (n_distinct = 5);
            ALTER TABLE kinds_stored SET TABLESPACE pg_default;
            CREATE UNLOGGED TABLE kinds_fleeting (id bigserial PRIMARY KEY, note text);
            CREATE UNLOGGED TABLE kinds_kept (id bigint);
            ALTER TABLE kinds_kept SET LOGGED;
            CREATE TEMPORARY TABLE kinds_scratch (id bigint) ON COMMIT DROP;
            ALTER TABLE kinds_stored REPLICA IDENTITY FULL;
            ALTER TABLE kinds_account REPLICA IDENTITY USING INDEX kinds_account_pkey;
            ALTER TABLE kinds_kept REPLICA IDENTITY NOTHING;
            ALTER TABLE kinds_item CLUSTER ON kinds_item_pkey;
            ALTER TABLE kinds_item SET WITHOUT CLUSTER;
            """
        ),
        RunSQLSince(14, "ALTER TABLE kinds_stored ALTER COLUMN text SET COMPRESSION pglz"),
    ]
