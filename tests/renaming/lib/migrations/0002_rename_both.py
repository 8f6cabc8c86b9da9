from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_initial")]
    operations = [
        migrations.RenameModel("Author", "Writer"),
        migrations.RenameModel("Book", "Novel"),
    ]
