from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_initial")]
    operations = [
        migrations.AlterField("parcel", "id", models.BigAutoField(primary_key=True)),
        migrations.AlterField("label", "id", models.BigAutoField(primary_key=True)),
    ]
