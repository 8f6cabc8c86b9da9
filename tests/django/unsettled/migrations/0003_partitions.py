from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("unsettled", "0002_altered_views")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE unsettled_log (id bigint, day date) PARTITION BY RANGE (day);
            CREATE TABLE unsettled_log_old PARTITION OF unsettled_log FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
            CREATE TABLE unsettled_log_new PARTITION OF unsettled_log DEFAULT;
            CREATE INDEX unsettled_log_day ON ONLY unsettled_log (day);
            DROP TABLE unsettled_log_old;
            """
        ),
    ]
