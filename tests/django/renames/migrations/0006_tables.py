from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("renames", "0005_many_to_many")]
    operations = [
        migrations.AlterModelTable("musician", "Renamed Musicians"),
        migrations.AlterModelTable("ensemble", "renames_ensemble_with_a_name_that_is_longer_than_what_django_needs"[:63]),
        migrations.RunSQL(
            "ALTER TABLE renames_pay RENAME TO renames_wages",
            state_operations=[migrations.AlterModelTable("pay", "renames_wages")],
        ),
    ]
