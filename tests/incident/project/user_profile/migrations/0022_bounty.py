import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("user_profile", "0015_alter_userprofile_bio"),
        ("tournament_engine_match", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Bounty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("stake_amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("status", models.CharField(default="open", max_length=20)),
                ("expires_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("creator", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user", related_name="+")),
                (
                    "match",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="tournament_engine_match.match",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("stake_amount__gt", 0)), name="bounty_stake_positive")
                ],
            },
        ),
    ]
