from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("renames", "0008_columns")]
    operations = [
        migrations.AlterModelTable("ensemble", None),
        migrations.RenameModel("Ensemble", "Band"),
        migrations.DeleteModel("Pay"),
        migrations.RenameField("musician", "years", "age"),
    ]
