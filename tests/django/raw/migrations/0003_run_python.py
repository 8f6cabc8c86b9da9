from django.db import migrations


def rename_kinds(apps, schema_editor):
    apps.get_model("raw", "Event").objects.filter(kind="old").update(kind="new")


class Migration(migrations.Migration):
    dependencies = [("raw", "0002_raw_sql")]
    operations = [
        migrations.RunPython(rename_kinds, migrations.RunPython.noop),
    ]
