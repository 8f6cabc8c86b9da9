from django.db import migrations


def close_expired(apps, schema_editor):
    bounties = apps.get_model("user_profile", "Bounty")
    bounties.objects.filter(status="expired").update(status="closed")


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0035_bounty_expiry_index")]
    operations = [migrations.RunPython(close_expired, migrations.RunPython.noop)]
