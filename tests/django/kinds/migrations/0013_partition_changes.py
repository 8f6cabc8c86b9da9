from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0012_partitions")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_log_2025 (LIKE kinds_log INCLUDING ALL);
            ALTER TABLE kinds_log DETACH PARTITION kinds_log_rest;
            ALTER TABLE kinds_log ATTACH PARTITION kinds_log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            ALTER TABLE kinds_log ADD COLUMN note varchar(30);
            ALTER TABLE kinds_log ALTER COLUMN kind SET NOT NULL;
            ALTER TABLE kinds_hash DETACH PARTITION kinds_hash_0;
            """
        ),
    ]
