from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0008_userprofile_visibility")]
    operations = [
        migrations.AlterField("userprofile", "bio", models.TextField(blank=True, default="")),
        migrations.AlterField("userprofile", "reputation_score", models.PositiveIntegerField(default=100)),
    ]
