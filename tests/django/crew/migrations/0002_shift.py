from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crew", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Shift",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("starts_at", models.DateTimeField(db_index=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey("crew.person", models.CASCADE)),
            ],
        ),
    ]
