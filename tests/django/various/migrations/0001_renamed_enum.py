from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kinds", "0024_run_python"), ("renames", "0009_back_again")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TYPE various_size AS ENUM ('s', 'm');
            CREATE TABLE various_shirt (id bigint PRIMARY KEY, size various_size CHECK (size IN ('s', 'm')));
            ALTER TYPE various_size RENAME VALUE 'm' TO 'medium';
            ALTER TYPE various_size RENAME TO various_extent;
            """
        ),
    ]
