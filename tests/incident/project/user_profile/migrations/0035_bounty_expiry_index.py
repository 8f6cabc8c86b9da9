from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0034_p0_media_models")]
    operations = [
        migrations.AddIndex(
            "bounty", models.Index(fields=["status", "expires_at"], name="user_profil_status_c29cf7_idx")
        ),
    ]
