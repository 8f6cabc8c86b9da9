"""Operations that hold others, or none."""

from django.db import migrations, models


def nothing(apps, schema_editor):
    """Leaves no trace."""


class Migration(migrations.Migration):
    dependencies = [("raw", "0002_alter")]
    operations = [
        migrations.RunPython(nothing, nothing),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL('CREATE TABLE "raw_apart" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "n" integer NULL)')
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Apart",
                    fields=[("id", models.AutoField(primary_key=True, serialize=False)), ("n", models.IntegerField(null=True))],
                )
            ],
        ),
    ]
