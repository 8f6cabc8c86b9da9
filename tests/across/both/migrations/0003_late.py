"""Only what SQLite cannot have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("both", "0002_changes")]
    operations = [
        migrations.AddConstraint(
            "Shelf",
            models.UniqueConstraint(fields=["file"], name="shelf_late_file", deferrable=models.Deferrable.DEFERRED),
        ),
    ]
