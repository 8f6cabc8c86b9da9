from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("raw", "0003_run_python")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddField("event", "source", models.CharField(max_length=20, db_default="web"))],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE raw_group_events RENAME TO raw_membership", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.CreateModel(
                    "Membership",
                    [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("group", models.ForeignKey("raw.group", models.CASCADE)),
                        ("event", models.ForeignKey("raw.event", models.CASCADE)),
                    ],
                    options={"unique_together": {("group", "event")}},
                ),
                migrations.AlterField("group", "events", models.ManyToManyField("raw.event", through="raw.Membership")),
            ],
        ),
        migrations.AddField("membership", "since", models.DateField(null=True)),
    ]
