import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0036_backfill_bounty_status")]
    operations = [
        migrations.CreateModel(
            name="SkillEndorsement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("skill_name", models.CharField(db_index=True, max_length=20)),
                ("comment", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("ip_address", models.GenericIPAddressField(blank=True, null=True)),
                ("user_agent", models.CharField(blank=True, max_length=500)),
                ("is_flagged", models.BooleanField(default=False)),
                ("flag_reason", models.TextField(blank=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("endorser", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user", related_name="+")),
                ("match", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="tournament_engine_match.match")),
                ("receiver", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user", related_name="+")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="accounts.user",
                        related_name="+",
                    ),
                ),
            ],
            options={
                "db_table": "user_profile_skill_endorsement",
                "indexes": [
                    models.Index(fields=["receiver", "-created_at"], name="user_profil_receive_a4e8c9_idx"),
                    models.Index(fields=["match", "created_at"], name="user_profil_match_i_8b9e49_idx"),
                    models.Index(fields=["receiver", "skill_name"], name="user_profil_receive_2d9b44_idx"),
                    models.Index(fields=["is_flagged", "created_at"], name="user_profil_is_flag_148abd_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("match", "endorser"), name="unique_endorsement_per_match_endorser"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("endorser", models.F("receiver")), _negated=True),
                        name="no_self_endorsement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndorsementOpportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("is_used", models.BooleanField(default=False)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("notified", models.BooleanField(default=False)),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("match", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="tournament_engine_match.match")),
                ("player", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user")),
            ],
            options={
                "db_table": "user_profile_endorsement_opportunity",
                "indexes": [
                    models.Index(fields=["expires_at", "is_used"], name="user_profil_expires_630798_idx"),
                    models.Index(fields=["player", "is_used", "expires_at"], name="user_profil_player__6b9b5a_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("match", "player"), name="unique_opportunity_per_match_player")
                ],
            },
        ),
    ]
