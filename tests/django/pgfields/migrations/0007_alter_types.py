from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    HStoreField,
    IntegerRangeField,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0006_retired_fields")]
    operations = [
        migrations.AlterField("board", "labels", ArrayField(models.CharField(max_length=60), default=list)),
        migrations.AlterField("board", "scores", ArrayField(models.BigIntegerField(), default=list)),
        migrations.AlterField("board", "names", ArrayField(models.TextField(), db_default=[])),
        migrations.AlterField("board", "prices", ArrayField(models.DecimalField(max_digits=9, decimal_places=3), default=list)),
        migrations.AlterField("span", "bigs", BigIntegerRangeField(db_default=None, null=True)),
        migrations.AlterField("span", "more", IntegerRangeField(null=True, db_index=True)),
        migrations.AlterField("bag", "later", HStoreField(null=True, db_comment="pairs")),
    ]
