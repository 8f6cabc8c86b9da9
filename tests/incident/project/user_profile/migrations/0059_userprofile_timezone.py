from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0038_skillendorsement_bounty")]
    operations = [
        migrations.AddField("userprofile", "timezone", models.CharField(default="UTC", max_length=64)),
    ]
