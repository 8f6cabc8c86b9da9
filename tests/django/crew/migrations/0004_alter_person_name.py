from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crew", "0003_person_phone")]
    operations = [
        migrations.AlterField("person", "name", models.CharField(max_length=200)),
    ]
