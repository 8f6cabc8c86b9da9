from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meta", "0003_order_with_respect_to")]
    operations = [
        migrations.CreateModel(
            "Shelf",
            [
                ("id", models.BigAutoField(primary_key=True, db_tablespace="pg_default")),
                ("code", models.CharField(max_length=8, unique=True, db_tablespace="pg_default")),
                ("label", models.SlugField(db_tablespace="pg_default")),
                ("places", models.ManyToManyField("meta.place")),
            ],
            options={
                "db_tablespace": "pg_default",
                "unique_together": {("code", "label")},
                "indexes": [models.Index(fields=["label", "code"], name="shelf_label_idx", db_tablespace="pg_default")],
            },
        ),
        migrations.AddField("shelf", "width", models.IntegerField(null=True, db_index=True, db_tablespace="pg_default")),
    ]
