from django.contrib.postgres.fields import CICharField, CIEmailField, CITextField, JSONField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0005_search")]
    operations = [
        migrations.CreateModel(
            "Retired",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("ci_char", CICharField(max_length=30)),
                ("ci_email", CIEmailField()),
                ("ci_text", CITextField()),
                ("json", JSONField(default=dict)),
                ("numbers", models.CommaSeparatedIntegerField(max_length=40)),
                ("ip", models.IPAddressField(null=True)),
                ("maybe", models.NullBooleanField()),
            ],
        ),
        migrations.RunSQL(
            """
            ALTER TABLE pgfields_retired ALTER COLUMN ci_char TYPE citext, ALTER COLUMN ci_text TYPE citext;
            ALTER TABLE pgfields_retired ADD COLUMN nick citext NOT NULL DEFAULT 'Nobody';
            CREATE UNIQUE INDEX retired_nick ON pgfields_retired (nick) WHERE nick <> 'nobody';
            """
        ),
    ]
