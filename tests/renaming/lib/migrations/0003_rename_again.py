from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lib", "0002_rename_both"), ("use", "0001_initial")]
    operations = [
        migrations.RenameModel("Novel", "Text"),
        migrations.RenameModel("Writer", "Person"),
    ]
