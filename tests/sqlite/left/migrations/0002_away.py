from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("left", "0001_initial"), ("right", "0001_initial")]
    operations = [migrations.AlterModelTable("Cup", "kitchen_passing")]
