from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0011_rules_and_policies")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_log (id bigint NOT NULL, day date NOT NULL, kind text DEFAULT 'x', PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE kinds_log_2023 PARTITION OF kinds_log FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
            CREATE TABLE kinds_log_2024 PARTITION OF kinds_log (kind DEFAULT 'y', CHECK (id > 0)) FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
                PARTITION BY LIST (id);
            CREATE TABLE kinds_log_2024_a PARTITION OF kinds_log_2024 FOR VALUES IN (1, 2);
            CREATE TABLE kinds_log_rest PARTITION OF kinds_log DEFAULT;
            CREATE INDEX kinds_log_kind ON kinds_log (kind);
            CREATE TABLE kinds_hash (id bigint, name text) PARTITION BY HASH (id, lower(name));
            CREATE TABLE kinds_hash_0 PARTITION OF kinds_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE kinds_hash_1 PARTITION OF kinds_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            """
        ),
    ]
