from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("various", "0003_partitions")]
    operations = [
        migrations.RunSQL("CREATE SCHEMA various_spare; CREATE TYPE various_spare.shade AS ENUM ('dark'); ALTER SCHEMA various_spare RENAME TO various_other"),
    ]
