from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("right", "0001_initial"), ("left", "0002_away")]
    operations = [migrations.AlterModelTable("Plate", "kitchen_cup")]
