from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("various", "0002_altered_views")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE various_log (id bigint, day date) PARTITION BY RANGE (day);
            CREATE TABLE various_log_old PARTITION OF various_log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
            CREATE TABLE various_log_new PARTITION OF various_log DEFAULT;
            CREATE INDEX various_log_day ON ONLY various_log (day);
            DROP TABLE various_log_old;
            """
        ),
    ]
