from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("various", "0006_index_options")]
    operations = [
        CreateCollation("various_posix", "POSIX"),
        migrations.CreateModel(
            "Term", [("id", models.BigAutoField(primary_key=True)), ("text", models.CharField(max_length=30, db_collation="various_posix", unique=True))]
        ),
    ]
