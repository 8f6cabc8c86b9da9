from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Ink", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel("Pen", [("id", models.BigAutoField(primary_key=True))]),
    ]
