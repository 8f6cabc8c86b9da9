from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVector, SearchVectorField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0004_hstore")]
    operations = [
        migrations.CreateModel(
            "Page",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("vector", SearchVectorField(null=True)),
                ("query", SearchQueryField(null=True)),
                (
                    "found",
                    models.GeneratedField(
                        expression=SearchVector("title", "body", config="english", weight="A"),
                        output_field=SearchVectorField(),
                        db_persist=True,
                    ),
                ),
            ],
            options={"indexes": [GinIndex(fields=["vector"], name="page_vector_gin")]},
        ),
        migrations.AddIndex("page", GinIndex(SearchVector("title", config="simple"), name="page_title_gin")),
        migrations.AddIndex("page", GinIndex(fields=["found"], name="page_found_gin")),
    ]
