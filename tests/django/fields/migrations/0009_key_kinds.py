import uuid

import django.db.models.fields.proxy
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0008_alter_expressions"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.CreateModel(
            "Linked",
            [
                ("id", models.SmallAutoField(primary_key=True)),
                ("content_type", models.ForeignKey("contenttypes.contenttype", models.DO_NOTHING, db_constraint=False)),
                ("figure", models.ForeignKey("fields.figure", models.RESTRICT, db_column="fig", db_comment="whose")),
                ("sample", models.OneToOneField("fields.sample", models.SET_DEFAULT, default=1, db_tablespace="pg_default")),
                ("parent", models.ForeignKey("self", models.SET_NULL, null=True, db_index=False, related_name="+")),
                ("a", models.IntegerField(unique_for_date=None, choices=[(1, "one")], verbose_name="A", help_text="a")),
                ("b", models.IntegerField(editable=False, blank=True, unique=True, db_tablespace="pg_default")),
                ("peers", models.ManyToManyField("self", symmetrical=False, db_table="fields_peer", db_constraint=False)),
                ("samples", models.ManyToManyField("fields.sample", related_name="+", blank=True, limit_choices_to={"id__gt": 1})),
            ],
        ),
        migrations.CreateModel(
            "Pair",
            [
                ("pk", models.CompositePrimaryKey("left", "right")),
                ("left", models.UUIDField(default=uuid.uuid4)),
                ("right", models.CharField(max_length=8, db_column="right_code", db_collation="C")),
                ("a", models.IntegerField()),
                ("b", models.IntegerField()),
                (
                    "linked",
                    models.ForeignObject("fields.linked", models.DO_NOTHING, from_fields=["a", "b"], to_fields=["a", "b"], related_name="+"),
                ),
            ],
            options={"indexes": [models.Index(fields=["right", "a"], name="pair_right_idx")]},
        ),
    ]
