from django.db import migrations


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("kinds", "0023_text_of_every_kind")]
    operations = [
        migrations.RunPython(nothing, nothing, elidable=True, hints={"model_name": "word"}),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([("COMMENT ON TABLE kinds_word IS %s", ["100% it's"])], elidable=True),
                migrations.RunPython(nothing),
            ],
        ),
    ]
