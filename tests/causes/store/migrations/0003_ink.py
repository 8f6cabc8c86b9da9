from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_pen")]
    operations = [
        migrations.CreateModel("Ink", [("id", models.BigAutoField(primary_key=True)), ("shade", models.TextField())]),
    ]
