from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("use", "0001_initial"), ("lib", "0003_rename_again")]
    operations = [
        migrations.RenameModel("Shelf", "Rack"),
        migrations.RenameField("Rack", "novels", "texts"),
        migrations.RenameField("Rack","first", "firsts"),
    ]
