from django.db import migrations


def give_newcomers_a_start(apps, schema_editor):
    profiles = apps.get_model("user_profile", "UserProfile")
    profiles.objects.filter(reputation_score=0).update(reputation_score=100)


class Migration(migrations.Migration):
    dependencies = [("user_profile", "0022_bounty")]
    operations = [migrations.RunPython(give_newcomers_a_start, migrations.RunPython.noop)]
