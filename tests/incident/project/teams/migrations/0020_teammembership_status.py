from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0009_team_slug")]
    operations = [
        migrations.AlterField("teammembership", "role", models.CharField(default="PLAYER", max_length=24)),
        migrations.AddField("teammembership", "status", models.CharField(default="ACTIVE", max_length=16)),
        migrations.AddConstraint(
            "teammembership",
            models.CheckConstraint(
                condition=models.Q(("status__in", ["ACTIVE", "SUSPENDED", "REMOVED"])),
                name="teams_membership_status_known",
            ),
        ),
    ]
