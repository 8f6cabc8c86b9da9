import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0037_p0_skill_endorsements")]
    operations = [
        migrations.AddField(
            "skillendorsement",
            "bounty",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="user_profile.bounty"
            ),
        ),
    ]
