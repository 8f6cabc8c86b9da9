from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("renames", "0002_one_model")]
    operations = [
        migrations.RenameModel("Band", "Ensemble"),
        migrations.RenameModel("Fee", "Pay"),
    ]
