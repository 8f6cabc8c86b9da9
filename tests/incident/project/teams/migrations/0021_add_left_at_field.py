from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0020_teammembership_status")]
    operations = [
        migrations.AddField("teammembership", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex("teammembership", models.Index(fields=["profile", "left_at"], name="teams_member_left_at_idx")),
    ]
