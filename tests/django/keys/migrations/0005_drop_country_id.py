from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("keys", "0004_text_key")]
    operations = [
        migrations.RemoveField("country", "id"),
    ]
