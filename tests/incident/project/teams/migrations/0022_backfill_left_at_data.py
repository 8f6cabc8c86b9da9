from django.db import migrations


def backfill(apps, schema_editor):
    memberships = apps.get_model("teams", "TeamMembership")
    memberships.objects.filter(status="REMOVED", left_at=None).update(left_at="2026-01-10T00:00:00Z")


class Migration(migrations.Migration):
    dependencies = [("teams", "0021_add_left_at_field")]
    operations = [migrations.RunPython(backfill, migrations.RunPython.noop)]
