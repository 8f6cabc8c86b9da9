from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0005_label")]
    operations = [
        migrations.CreateModel(
            "Note",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("text", models.TextField()),
                ("label", models.ForeignKey("store.label", models.CASCADE)),
            ],
        ),
    ]
