from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0002_big_keys")]
    operations = [
        migrations.AlterField("ticket", "id", models.UUIDField(primary_key=True)),
    ]
