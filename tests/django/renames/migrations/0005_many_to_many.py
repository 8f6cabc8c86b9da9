from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renames", "0004_fields")]
    operations = [
        migrations.RenameField("musician", "bands", "ensembles"),
        migrations.AlterField("gig", "players", models.ManyToManyField("renames.musician", db_table="renames_line_up")),
        migrations.RenameField("gig", "players", "line_up"),
    ]
