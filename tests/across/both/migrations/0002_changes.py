"""Changes that SQLite makes by making the table anew, and PostgreSQL does not."""

import django
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("both", "0001_initial")]
    operations = [
        migrations.AlterField("Shelf", "whole", models.BigIntegerField(null=True)),
        migrations.RenameField("Shelf", "time", "clock"),
        migrations.AlterField("Shelf", "char", models.CharField(max_length=60, unique=True)),
        migrations.RemoveField("Shelf", "duration"),
        migrations.AddField("Shelf", "added", models.DecimalField(max_digits=6, decimal_places=3, default=0)),
        migrations.RenameModel("Auto", "Automatic"),
        migrations.AlterField("Code", "code", models.CharField(max_length=9, primary_key=True, serialize=False)),
        migrations.AlterModelTable("Links", "both_Links"),
        migrations.AlterUniqueTogether("Shelf", {("whole", "small"), ("slug", "url")}),
        migrations.RunSQL("CREATE VIEW both_view AS SELECT id FROM both_shelf", "DROP VIEW both_view"),
    ]
    if django.VERSION >= (4, 0):
        operations += [
            migrations.AddConstraint("Shelf", models.UniqueConstraint(Lower("slug"), name="shelf_unique_lower"))
        ]
