"""Every field type that a table of SQLite can have."""

import datetime
import decimal
import uuid

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Everything",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("big", models.BigIntegerField(default=9_000_000_000)),
                ("binary", models.BinaryField(default=b"\x00'")),
                ("boolean", models.BooleanField(default=True)),
                ("maybe", models.BooleanField(null=True)),
                ("char", models.CharField(max_length=30, default="it's")),
                ("date", models.DateField(default=datetime.date(2020, 2, 29))),
                ("moment", models.DateTimeField(default=timezone.now)),
                ("price", models.DecimalField(max_digits=10, decimal_places=2, default=decimal.Decimal("1.50"))),
                ("duration", models.DurationField(null=True)),
                ("email", models.EmailField(max_length=254, blank=True)),
                ("file", models.FileField(upload_to="files")),
                ("path", models.FilePathField(path="/tmp", null=True)),
                ("ratio", models.FloatField(null=True)),
                ("address", models.GenericIPAddressField(null=True)),
                ("number", models.IntegerField(db_index=True)),
                ("document", models.JSONField(default=dict)),
                ("positive_big", models.PositiveBigIntegerField(default=1)),
                ("positive", models.PositiveIntegerField(null=True)),
                ("positive_small", models.PositiveSmallIntegerField(default=0)),
                ("slug", models.SlugField()),
                ("slug_alone", models.SlugField(unique=True, max_length=80)),
                ("small", models.SmallIntegerField()),
                ("text", models.TextField()),
                ("time", models.TimeField(null=True)),
                ("url", models.URLField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="BigKey",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False)), ("name", models.CharField(max_length=10))],
        ),
        migrations.CreateModel(
            name="SmallKey",
            fields=[("id", models.SmallAutoField(primary_key=True, serialize=False)), ("name", models.CharField(max_length=10))],
        ),
        migrations.CreateModel(
            name="UuidKey",
            fields=[("id", models.UUIDField(primary_key=True, serialize=False, default=uuid.uuid4))],
        ),
        migrations.CreateModel(
            name="TextKey",
            fields=[
                ("code", models.CharField(primary_key=True, serialize=False, max_length=12)),
                ("note", models.CharField(max_length=20, db_collation="NOCASE")),
                ("title", models.TextField(db_collation="RTRIM", default="")),
            ],
        ),
    ]
