from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Length, Lower, Now, Pi, Random, Round, TruncDate


class Migration(migrations.Migration):
    dependencies = [("fields", "0006_remove_and_rename")]
    operations = [
        migrations.CreateModel(
            "Preset",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("text", models.TextField(db_default="it's; 100%\\n")),
                ("empty", models.CharField(max_length=9, db_default="")),
                ("whole", models.IntegerField(db_default=-7)),
                ("large", models.BigIntegerField(db_default=9_000_000_000)),
                ("small", models.SmallIntegerField(db_default=3)),
                ("number", models.DecimalField(max_digits=7, decimal_places=3, db_default=Decimal("-1.250"))),
                ("float", models.FloatField(db_default=1.5)),
                ("flag", models.BooleanField(db_default=True)),
                ("day", models.DateField(db_default=date(2024, 2, 29))),
                ("at", models.DateTimeField(db_default=datetime(2024, 2, 29, 12, 30, tzinfo=timezone.utc))),
                ("hour", models.TimeField(db_default=time(23, 59, 1))),
                ("wait", models.DurationField(db_default=timedelta(days=1, seconds=30))),
                ("key", models.UUIDField(db_default=UUID("00000000-0000-4000-8000-000000000001"))),
                ("json", models.JSONField(db_default={"a": [1, None, "it's"]})),
                ("bytes", models.BinaryField(db_default=b"\x00\xff")),
                ("address", models.GenericIPAddressField(db_default="10.0.0.1")),
                ("nothing", models.IntegerField(null=True, db_default=None)),
                ("now", models.DateTimeField(db_default=Now())),
                ("pi", models.FloatField(db_default=Pi())),
                ("luck", models.FloatField(db_default=Random())),
                ("lower", models.CharField(max_length=20, db_default=Lower(Value("LOUD")))),
                ("sum", models.IntegerField(db_default=Value(2) + Value(3) * Value(4))),
                ("choice", models.TextField(db_default=Coalesce(Value(None, models.TextField()), Value("other")))),
                ("joined", models.TextField(db_default=Concat(Value("a"), Value("b")))),
                ("cast", models.TextField(db_default=Cast(Value(12), models.TextField()))),
                ("rounded", models.FloatField(db_default=Round(Value(2.567)))),
            ],
        ),
        migrations.CreateModel(
            "Derived",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("first", models.CharField(max_length=30)),
                ("last", models.CharField(max_length=30, null=True)),
                ("amount", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("size", models.GeneratedField(expression=Length("first"), output_field=models.IntegerField(), db_persist=True)),
                (
                    "kind",
                    models.GeneratedField(
                        expression=Case(
                            When(Q(amount__gt=100) & ~Q(first=""), then=Value("big")),
                            When(amount__in=[1, 2, 3], then=Value("small")),
                            default=Value("other"),
                        ),
                        output_field=models.CharField(max_length=10),
                        db_persist=True,
                        db_index=True,
                        db_comment="of the amount",
                    ),
                ),
                (
                    "known",
                    models.GeneratedField(
                        expression=Coalesce("last", Lower("first")), output_field=models.CharField(max_length=30), db_persist=True, db_column="known_as"
                    ),
                ),
                (
                    "half",
                    models.GeneratedField(
                        expression=Cast("amount", models.DecimalField(max_digits=10, decimal_places=2)) / Value(Decimal("2.0")),
                        output_field=models.DecimalField(max_digits=12, decimal_places=3),
                        db_persist=True,
                        unique=True,
                    ),
                ),
                (
                    "utc_day",
                    models.GeneratedField(expression=TruncDate("at", tzinfo=timezone.utc), output_field=models.DateField(), db_persist=True),
                ),
                (
                    "is_big",
                    models.GeneratedField(expression=Q(amount__gte=F("id")), output_field=models.BooleanField(), db_persist=True, db_tablespace="pg_default"),
                ),
            ],
        ),
    ]
