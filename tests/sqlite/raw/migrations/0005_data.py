from django.db import migrations


def nothing(apps, schema_editor):
    """Leaves no trace."""


class Migration(migrations.Migration):
    dependencies = [("raw", "0004_remade")]
    operations = [migrations.RunPython(nothing, nothing)]
