from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("raw", "0005_data")]
    operations = [migrations.AlterModelOptions("Apart", options={"verbose_name": "apart"})]
