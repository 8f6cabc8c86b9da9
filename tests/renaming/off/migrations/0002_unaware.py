from django.db import migrations, models


class Migration(migrations.Migration):
    # Not on `aid.0002_rename`, which runs before: `sqlmigrate` prints the names that it replaced.
    dependencies = [("off", "0001_initial")]
    operations = [
        migrations.RenameField("Page", "pen", "tool"),
        migrations.AddField("Page", "ink", models.ForeignKey("aid.Ink", models.CASCADE, null=True)),
        migrations.AddField("Page", "inks", models.ManyToManyField("aid.Ink", related_name="p")),
    ]
