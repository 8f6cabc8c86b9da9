"""Two apps that take over each other's names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Cup",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False)), ("size", models.IntegerField(db_index=True))],
            options={"db_table": "kitchen_cup"},
        ),
    ]
