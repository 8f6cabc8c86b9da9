from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("unsettled", "0006_index_options")]
    operations = [
        CreateCollation("unsettled_posix", "POSIX"),
        migrations.CreateModel(
            "Term", [("id", models.BigAutoField(primary_key=True)), ("text", models.CharField(max_length=30, db_collation="unsettled_posix", unique=True))]
        ),
    ]
