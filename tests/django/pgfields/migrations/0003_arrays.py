from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0002_ranges")]
    operations = [
        migrations.CreateModel(
            "Board",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("pieces", ArrayField(ArrayField(models.CharField(max_length=10, blank=True), size=8), size=8)),
                ("scores", ArrayField(models.IntegerField(), default=list)),
                ("prices", ArrayField(models.DecimalField(max_digits=8, decimal_places=2), size=3, null=True)),
                ("names", ArrayField(models.TextField(), db_default=[], db_index=True)),
                ("keys", ArrayField(models.UUIDField(), unique=True)),
                ("spans", ArrayField(IntegerRangeField(), null=True)),
                ("cube", ArrayField(ArrayField(ArrayField(models.BooleanField()))) ),
                ("moments", ArrayField(models.DateTimeField(), db_column="times")),
            ],
        ),
        migrations.AddField("board", "labels", ArrayField(models.CharField(max_length=20), default=list)),
    ]
