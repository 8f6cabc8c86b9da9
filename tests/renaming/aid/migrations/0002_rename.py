from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("aid", "0001_initial"), ("off", "0001_initial")]
    operations = [
        migrations.RenameField("Ink", "id", "code"),
        migrations.RenameModel("Pen", "Quill"),
        migrations.RenameField("Quill", "id", "number"),
    ]
