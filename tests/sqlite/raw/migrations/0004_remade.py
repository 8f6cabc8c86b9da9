"""A table that Django makes anew, though a hand made it; and a migration of one Python function."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("raw", "0003_models")]
    operations = [
        migrations.AlterField("Apart", "n", models.IntegerField(default=4, db_index=True)),
        migrations.AddField("Apart", "m", models.IntegerField(null=True)),
    ]
