from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("left", "0002_away"), ("right", "0002_takes")]
    operations = [migrations.AlterModelTable("Cup", "kitchen_plate")]
