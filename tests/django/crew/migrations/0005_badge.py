from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crew", "0004_alter_person_name")]
    operations = [
        migrations.CreateModel(
            "Badge",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("issued_at", models.DateTimeField(auto_now_add=True)),
                ("person", models.ForeignKey("crew.person", models.CASCADE)),
            ],
            options={"indexes": [models.Index(fields=["person", "-issued_at"], name="crew_badge_latest_idx")]},
        ),
    ]
