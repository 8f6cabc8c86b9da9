from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("various", "0005_literals")]
    operations = [
        migrations.RunSQL("ALTER INDEX paper_h_storage SET (fillfactor = 90); ALTER INDEX paper_gin RESET (gin_pending_list_limit)"),
    ]
