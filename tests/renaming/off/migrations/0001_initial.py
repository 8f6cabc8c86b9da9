from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("aid", "0001_initial")]
    operations = [
        migrations.CreateModel("Page", [("id", models.BigAutoField(primary_key=True)), ("pen", models.ForeignKey("aid.Pen", models.CASCADE))]),
    ]
