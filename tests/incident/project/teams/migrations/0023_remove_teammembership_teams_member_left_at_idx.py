from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("teams", "0022_backfill_left_at_data")]
    operations = [migrations.RemoveIndex("teammembership", "teams_member_left_at_idx")]
