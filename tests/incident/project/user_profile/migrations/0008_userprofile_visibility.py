from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0001_initial")]
    operations = [
        migrations.AddField("userprofile", "visibility", models.CharField(default="public", max_length=20)),
        migrations.AddField("userprofile", "reputation_score", models.IntegerField(default=100)),
        migrations.AddIndex(
            "userprofile",
            models.Index(fields=["visibility", "-updated_at"], name="user_profil_visibil_78c9e7_idx"),
        ),
    ]
