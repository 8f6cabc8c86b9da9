from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0005_drop_country_id")]
    operations = [
        migrations.AlterField("country", "code", models.CharField(max_length=2, primary_key=True)),
    ]
