from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0032_add_profile_about_item")]
    operations = [
        migrations.AlterField(
            "userprofile",
            "visibility",
            models.CharField(
                choices=[("public", "Public"), ("friends", "Friends"), ("private", "Private")],
                default="public",
                max_length=20,
            ),
        ),
    ]
