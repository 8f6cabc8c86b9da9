from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Category", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=60, unique=True))]),
        migrations.CreateModel("Product", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=120))]),
        migrations.CreateModel("Leaflet", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
    ]
