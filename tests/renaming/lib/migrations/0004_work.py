from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lib", "0003_rename_again")]
    operations = [
        migrations.RenameModel("Text", "Work"),
    ]
