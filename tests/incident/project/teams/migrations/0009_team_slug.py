from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]
    operations = [
        migrations.AddField("team", "slug", models.SlugField(max_length=120, null=True, unique=True)),
        migrations.AddIndex("team", models.Index(fields=["game", "-created_at"], name="teams_team_game_92ca1d_idx")),
    ]
