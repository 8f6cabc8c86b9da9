from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("raw", "0008_validate")]
    operations = [
        migrations.AlterModelOptions("event", {"ordering": ["at"], "verbose_name": "happening"}),
        migrations.AlterModelManagers("event", []),
    ]
