from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_rename_fields")]
    operations = [
        migrations.DeleteModel("Leaflet"),
        migrations.RemoveField("article", "similar"),
    ]
