from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    IntegerRangeField,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0001_extensions")]
    operations = [
        migrations.CreateModel(
            "Span",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("ints", IntegerRangeField()),
                ("bigs", BigIntegerRangeField(null=True)),
                ("nums", DecimalRangeField(default=(1, 2))),
                ("stamps", DateTimeRangeField(unique=True)),
                ("days", DateRangeField(db_index=True, db_comment="both ends; closed")),
            ],
        ),
        migrations.AddField("span", "more", IntegerRangeField(default=(1, 5))),
        migrations.AddField("span", "later", DateTimeRangeField(null=True)),
        migrations.RunSQL("ALTER TABLE pgfields_span ALTER COLUMN bigs SET DEFAULT '[1,10)'"),
    ]
