import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tournament_engine_match", "0001_initial"), ("accounts", "0002_user_role")]
    operations = [
        migrations.AddField(
            "match",
            "winner",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="accounts.user", related_name="+"
            ),
        ),
        migrations.AddIndex(
            "match", models.Index(fields=["state", "scheduled_at"], name="tournament__state_fb904c_idx")
        ),
    ]
