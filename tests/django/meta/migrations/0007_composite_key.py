from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meta", "0006_altered_options")]
    operations = [
        migrations.CreateModel(
            "Seating",
            [
                ("pk", models.CompositePrimaryKey("place_id", "row", "seat")),
                ("place", models.ForeignKey("meta.place", models.CASCADE)),
                ("row", models.SmallIntegerField()),
                ("seat", models.SmallIntegerField()),
                ("held", models.BooleanField(db_default=False)),
            ],
            options={"db_table_comment": "who sits where", "unique_together": {("seat", "held")}},
        ),
        migrations.AddField("seating", "since", models.DateField(null=True)),
        migrations.RenameField("seating", "held", "is_held"),
    ]
