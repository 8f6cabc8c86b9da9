import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0030_backfill_reputation")]
    operations = [
        migrations.CreateModel(
            name="ProfileAboutItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("item_type", models.CharField(max_length=20)),
                ("visibility", models.CharField(default="public", max_length=20)),
                ("source_model", models.CharField(blank=True, max_length=100)),
                ("source_id", models.PositiveIntegerField(blank=True, null=True)),
                ("display_text", models.CharField(max_length=200)),
                ("icon_emoji", models.CharField(blank=True, max_length=10)),
                ("order_index", models.PositiveIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                ("user_profile", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="user_profile.userprofile")),
            ],
            options={
                "db_table": "user_profile_about_item",
                "indexes": [
                    models.Index(
                        fields=["user_profile", "is_active", "order_index"], name="user_profil_user_pr_c20dce_idx"
                    ),
                    models.Index(fields=["user_profile", "item_type"], name="user_profil_user_pr_d7c270_idx"),
                ],
            },
        ),
    ]
