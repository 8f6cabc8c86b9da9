from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("pgfields", "0001_extensions")]
    operations = [
        migrations.CreateModel(
            "Paper",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("tags", ArrayField(models.CharField(max_length=20), default=list)),
                ("data", models.JSONField(default=dict)),
                ("span", IntegerRangeField(null=True)),
                ("number", models.IntegerField()),
                ("rank", models.IntegerField()),
                ("made", models.DateTimeField()),
                ("vector", SearchVectorField(null=True)),
                ("address", models.GenericIPAddressField(null=True)),
                ("code", models.SlugField()),
            ],
        ),
    ]
