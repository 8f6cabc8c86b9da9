from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    initial = True
    dependencies = [("left", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Plate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("cup", models.ForeignKey("left.Cup", on_delete=django.db.models.deletion.CASCADE)),
                ("colour", models.CharField(max_length=9, default="white")),
            ],
            options={"db_table": "kitchen_plate"},
        ),
    ]
