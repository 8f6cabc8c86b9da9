from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0004_price")]
    operations = [
        migrations.CreateModel("Label", [("id", models.BigAutoField(primary_key=True)), ("text", models.CharField(max_length=9, unique=True))]),
        migrations.CreateModel("Stamp", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
    ]
