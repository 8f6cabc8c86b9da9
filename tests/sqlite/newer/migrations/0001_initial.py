"""What Django writes since 4.0: expressions, defaults of the database, generated columns, composite keys."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length, Lower, Now, Upper

from checks import check


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=30, db_default="it's")),
                ("price", models.IntegerField(db_default=5)),
                ("count", models.IntegerField(db_default=Value(2) + Value(3))),
                ("made", models.DateTimeField(db_default=Now())),
                ("ready", models.BooleanField(db_default=False)),
                ("total", models.GeneratedField(expression=F("price") * F("count"), output_field=models.IntegerField(), db_persist=True)),
                ("shout", models.GeneratedField(expression=Upper("name"), output_field=models.CharField(max_length=30), db_persist=False)),
            ],
            options={
                "indexes": [
                    models.Index(Lower("name").desc(), F("price").asc(), name="item_lower"),
                    models.Index(models.functions.Collate("name", "NOCASE"), name="item_nocase"),
                    models.Index(Length("name"), name="item_long", condition=Q(price__gt=3)),
                ],
                "constraints": [
                    models.UniqueConstraint(Lower("name"), F("price"), name="item_unique_lower"),
                    models.UniqueConstraint(fields=["name", "count"], name="item_name_count", condition=Q(ready=True)),
                    check("item_check", Q(price__gte=F("count")) & Q(name__contains="%")),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("pk", models.CompositePrimaryKey("row", "seat", blank=True, editable=False, primary_key=True, serialize=False)),
                ("row", models.IntegerField()),
                ("seat", models.CharField(max_length=3)),
                ("item", models.ForeignKey("newer.Item", null=True, on_delete=django.db.models.deletion.SET_NULL)),
            ],
        ),
    ]
