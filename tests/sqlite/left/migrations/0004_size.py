from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("left", "0003_takes")]
    operations = [migrations.AlterField("Cup", "size", models.BigIntegerField(db_index=True))]
