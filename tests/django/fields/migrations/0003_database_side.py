from decimal import Decimal

from django.db import migrations, models
from django.db.models.functions import Now, Upper


class Migration(migrations.Migration):
    dependencies = [("fields", "0002_add_every_type")]
    operations = [
        migrations.CreateModel(
            "Figure",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("width", models.IntegerField(db_default=1, db_comment="in millimetres; it's exact")),
                ("height", models.IntegerField(db_default=1)),
                ("made_at", models.DateTimeField(db_default=Now())),
                ("label", models.CharField(max_length=50, db_default="none", db_collation="C")),
                ("is_round", models.BooleanField(db_default=False)),
                (
                    "area",
                    models.GeneratedField(
                        expression=models.F("width") * models.F("height"),
                        output_field=models.BigIntegerField(),
                        db_persist=True,
                    ),
                ),
                (
                    "shout",
                    models.GeneratedField(
                        expression=Upper("label"), output_field=models.CharField(max_length=50), db_persist=True
                    ),
                ),
            ],
            options={"db_table_comment": "figures; and their sizes"},
        ),
        migrations.AddField("figure", "ratio", models.DecimalField(max_digits=5, decimal_places=2, db_default=Decimal("1.00"))),
        migrations.AddField(
            "figure",
            "double_width",
            models.GeneratedField(
                expression=models.F("width") * 2, output_field=models.IntegerField(), db_persist=True
            ),
        ),
    ]
