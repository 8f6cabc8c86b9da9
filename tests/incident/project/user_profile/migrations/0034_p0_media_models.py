import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("user_profile", "0033_alter_userprofile_visibility"),
        ("accounts", "0003_alter_user_email"),
        ("tournament_engine_match", "0002_match_winner"),
    ]
    operations = [
        migrations.CreateModel(
            name="StreamConfig",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream_url", models.URLField(max_length=500)),
                ("platform", models.CharField(max_length=20)),
                ("channel_id", models.CharField(max_length=200)),
                ("embed_url", models.URLField(max_length=500)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="accounts.user")),
            ],
            options={
                "db_table": "user_profile_stream_config",
                "indexes": [
                    models.Index(fields=["user", "is_active"], name="user_profil_user_id_20ffb5_idx"),
                    models.Index(fields=["platform"], name="user_profil_platfor_b46305_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HighlightClip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clip_url", models.URLField(max_length=500)),
                ("embed_url", models.URLField(max_length=500)),
                ("platform", models.CharField(max_length=20)),
                ("video_id", models.CharField(max_length=100)),
                ("thumbnail_url", models.URLField(blank=True, max_length=500)),
                ("title", models.CharField(max_length=200)),
                ("display_order", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "match",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="tournament_engine_match.match",
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.user")),
            ],
            options={
                "db_table": "user_profile_highlight_clip",
                "indexes": [
                    models.Index(fields=["user", "display_order"], name="user_profil_user_id_70caa8_idx"),
                    models.Index(fields=["user", "-created_at"], name="user_profil_user_id_5e035a_idx"),
                    models.Index(fields=["platform"], name="user_profil_platfor_1975d9_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PinnedHighlight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("clip", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="user_profile.highlightclip")),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="accounts.user")),
            ],
            options={
                "db_table": "user_profile_pinned_highlight",
                "indexes": [models.Index(fields=["created_at"], name="user_profil_created_f46b60_idx")],
            },
        ),
    ]
