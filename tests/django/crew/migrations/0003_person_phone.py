from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crew", "0002_shift")]
    operations = [
        migrations.AddField("person", "phone", models.CharField(max_length=30, null=True)),
    ]
