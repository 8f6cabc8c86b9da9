from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField("user", "role", models.CharField(db_index=True, default="PLAYER", max_length=20)),
        migrations.AddField("user", "phone_number", models.CharField(blank=True, default="", max_length=20)),
    ]
