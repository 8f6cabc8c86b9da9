from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0001_enums")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TYPE kinds_mood ADD VALUE 'angry' BEFORE 'sad';
            ALTER TYPE kinds_mood ADD VALUE IF NOT EXISTS 'glad' AFTER 'fine';
            ALTER TYPE kinds_mood ADD VALUE IF NOT EXISTS 'glad';
            ALTER TYPE kinds_none ADD VALUE 'some';
            """
        ),
        migrations.RunSQL("ALTER TYPE kinds_size RENAME VALUE 'm' TO 'medium'; ALTER TYPE kinds_size RENAME TO kinds_extent; DROP TYPE IF EXISTS kinds_gone"),
    ]
