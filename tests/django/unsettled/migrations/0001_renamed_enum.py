from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kinds", "0024_run_python"), ("renames", "0009_back_again")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TYPE unsettled_size AS ENUM ('s', 'm');
            CREATE TABLE unsettled_shirt (id bigint PRIMARY KEY, size unsettled_size CHECK (size IN ('s', 'm')));
            ALTER TYPE unsettled_size RENAME VALUE 'm' TO 'medium';
            ALTER TYPE unsettled_size RENAME TO unsettled_extent;
            """
        ),
    ]
