"""Every option of a model that makes something on SQLite."""

from django.db import migrations, models
from django.db.models import Q, F
from django.db.models.functions import Lower

from checks import check


class Migration(migrations.Migration):
    dependencies = [("shelf", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("born", models.IntegerField(null=True)),
                ("died", models.IntegerField(null=True)),
                ("country", models.CharField(max_length=2)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "unique_together": {("name", "born")},
                "indexes": [
                    models.Index(fields=["-born", "name"], name="author_born_name"),
                    models.Index(fields=["country"], name="author_active", condition=Q(active=True)),
                    models.Index(fields=["died"], name="author_died"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["country", "name"], name="author_country_name"),
                    models.UniqueConstraint(fields=["name"], name="author_name_living", condition=Q(died__isnull=True)),
                    check("author_lived", Q(died__isnull=True) | Q(died__gte=F("born"))),
                    check("author_country", Q(country__in=["fr", "de", "it's"]) | Q(country__startswith="x%")),
                ],
            },
        ),
        migrations.AddIndex("Everything", models.Index(fields=["small", "-big"], name="everything_small")),
        migrations.AddConstraint("Everything", check("everything_positive", Q(small__gt=0) & ~Q(number=7))),
        migrations.AddConstraint(
            "Everything", models.UniqueConstraint(fields=["slug", "small"], name="everything_slug_small")
        ),
    ]
