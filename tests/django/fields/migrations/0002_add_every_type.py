import uuid
from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_every_type")]
    operations = [
        migrations.AddField("small", "boolean", models.BooleanField(default=True)),
        migrations.AddField("small", "char", models.CharField(max_length=20, default="it's")),
        migrations.AddField("small", "date", models.DateField(null=True)),
        migrations.AddField("small", "date_time", models.DateTimeField(default=timezone.now)),
        migrations.AddField("small", "decimal", models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("1.50"))),
        migrations.AddField("small", "duration", models.DurationField(default=timedelta(hours=1))),
        migrations.AddField("small", "float", models.FloatField(default=0.5)),
        migrations.AddField("small", "integer", models.IntegerField(default=-1)),
        migrations.AddField("small", "ip", models.GenericIPAddressField(default="127.0.0.1")),
        migrations.AddField("small", "json", models.JSONField(default=list)),
        migrations.AddField("small", "positive", models.PositiveIntegerField(default=7)),
        migrations.AddField("small", "slug", models.SlugField(default="")),
        migrations.AddField("small", "text", models.TextField(default="-- not a comment; not an end")),
        migrations.AddField("small", "url", models.URLField(null=True, unique=True)),
        migrations.AddField("small", "uuid", models.UUIDField(default=uuid.uuid4)),
        migrations.AddField("small", "tags", ArrayField(models.CharField(max_length=30), default=list)),
        migrations.AddField("small", "span", DateRangeField(null=True)),
    ]
