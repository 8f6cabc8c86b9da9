"""All that the two vendors write otherwise, or one of them not at all."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True
    dependencies = [("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("big", models.BigIntegerField()),
                ("binary", models.BinaryField()),
                ("boolean", models.BooleanField(default=False)),
                ("char", models.CharField(max_length=30, db_index=True)),
                ("date", models.DateField(null=True)),
                ("moment", models.DateTimeField()),
                ("price", models.DecimalField(max_digits=10, decimal_places=2)),
                ("duration", models.DurationField()),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("file", models.FileField(upload_to="")),
                ("number", models.FloatField()),
                ("address", models.GenericIPAddressField()),
                ("whole", models.IntegerField()),
                ("json", models.JSONField(null=True)),
                ("positive", models.PositiveIntegerField()),
                ("positive_big", models.PositiveBigIntegerField()),
                ("positive_small", models.PositiveSmallIntegerField()),
                ("slug", models.SlugField()),
                ("small", models.SmallIntegerField()),
                ("text", models.TextField(unique=True)),
                ("time", models.TimeField()),
                ("url", models.URLField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, db_index=True)),
                ("camel", models.IntegerField(db_column="camelCase", db_index=True)),
            ],
            options={
                "unique_together": {("whole", "small")},
                "indexes": [
                    models.Index(fields=["-big", "char"], name="shelf_big_char"),
                    models.Index(fields=["whole"], name="shelf_partial", condition=Q(small__gt=3)),
                    models.Index(fields=["slug"], name="shelf_opclass", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["small"], name="shelf_include", include=["big"]),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["big", "small"], name="shelf_unique"),
                    models.UniqueConstraint(fields=["slug"], name="shelf_unique_partial", condition=Q(boolean=True)),
                    models.UniqueConstraint(
                        fields=["date"], name="shelf_unique_late", deferrable=models.Deferrable.DEFERRED
                    ),
                    models.UniqueConstraint(fields=["url"], name="shelf_unique_include", include=["big"]),
                ],
            },
        ),
        migrations.CreateModel(name="Auto", fields=[("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel(name="Small", fields=[("id", models.SmallAutoField(primary_key=True))]),
        migrations.CreateModel(
            name="Uuid", fields=[("id", models.UUIDField(default=uuid.uuid4, primary_key=True))]
        ),
        migrations.CreateModel(
            name="Code", fields=[("code", models.CharField(max_length=5, primary_key=True))]
        ),
        migrations.CreateModel(
            name="Links",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("auto", models.ForeignKey("both.Auto", on_delete=django.db.models.deletion.CASCADE)),
                ("small", models.OneToOneField("both.Small", on_delete=django.db.models.deletion.CASCADE)),
                ("uuid", models.ForeignKey("both.Uuid", null=True, on_delete=django.db.models.deletion.SET_NULL)),
                ("code", models.ForeignKey("both.Code", on_delete=django.db.models.deletion.CASCADE, related_name="+")),
                ("own", models.ForeignKey("self", null=True, on_delete=django.db.models.deletion.CASCADE)),
                (
                    "loose",
                    models.ForeignKey(
                        "both.Auto", db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+"
                    ),
                ),
                ("shelves", models.ManyToManyField("both.Shelf")),
            ],
        ),
    ]
