from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Pen",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("color", models.CharField(max_length=20)),
                ("shelf", models.ForeignKey("store.shelf", models.CASCADE)),
            ],
        ),
    ]
