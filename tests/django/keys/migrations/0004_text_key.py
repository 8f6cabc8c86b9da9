from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0003_uuid_key")]
    operations = [
        migrations.AlterField("crate", "id", models.CharField(max_length=20, primary_key=True)),
    ]
