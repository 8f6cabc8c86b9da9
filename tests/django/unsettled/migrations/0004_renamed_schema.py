from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("unsettled", "0003_partitions")]
    operations = [
        migrations.RunSQL("CREATE SCHEMA unsettled_spare; CREATE TYPE unsettled_spare.shade AS ENUM ('dark'); ALTER SCHEMA unsettled_spare RENAME TO unsettled_other"),
    ]
