from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("pgfields", "0001_extensions")]
    operations = [
        migrations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40))]),
        migrations.CreateModel(
            "Booking",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("room", models.ForeignKey("pgconstraints.room", models.CASCADE)),
                ("during", DateTimeRangeField()),
                ("seats", IntegerRangeField(null=True)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("state", models.CharField(max_length=12)),
                ("guest", models.CharField(max_length=60)),
                ("places", models.IntegerField(default=1)),
                ("address", models.GenericIPAddressField(null=True)),
                ("is_cancelled", models.BooleanField(default=False)),
            ],
        ),
    ]
