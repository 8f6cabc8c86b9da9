from django.contrib.postgres.indexes import (
    BloomIndex,
    BrinIndex,
    BTreeIndex,
    GinIndex,
    GistIndex,
    HashIndex,
    OpClass,
    SpGistIndex,
)
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Abs, Cast, Collate, Lower, Upper
from django.db.models.fields.json import KeyTextTransform, KT


class Migration(migrations.Migration):
    dependencies = [("pgindexes", "0002_every_index")]
    operations = [
        migrations.AddIndex("paper", BTreeIndex(OpClass(Lower("title"), name="text_pattern_ops"), F("rank").asc(nulls_first=True), name="paper_x_btree")),
        migrations.AddIndex("paper", HashIndex(OpClass(Upper("code"), name="text_pattern_ops"), name="paper_x_hash")),
        migrations.AddIndex("paper", GinIndex(OpClass(Lower("body"), name="gin_trgm_ops"), name="paper_x_gin")),
        migrations.AddIndex("paper", GinIndex(SearchVector("title", "body", config="english"), name="paper_x_search")),
        migrations.AddIndex("paper", GistIndex(OpClass(F("title"), name="gist_trgm_ops"), name="paper_x_gist")),
        migrations.AddIndex("paper", SpGistIndex(OpClass(Lower("title"), name="text_ops"), name="paper_x_spgist")),
        migrations.AddIndex("paper", BrinIndex(Abs("number"), F("made"), name="paper_x_brin", pages_per_range=4)),
        migrations.AddIndex("paper", BloomIndex(OpClass(Lower("title"), name="text_ops"), name="paper_x_bloom", length=80)),
        migrations.AddIndex("paper", models.Index(KT("data__kind"), Cast(KeyTextTransform("size", "data"), models.IntegerField()).desc(), name="paper_x_json")),
        migrations.AddIndex("paper", models.Index(Collate("title", "C"), F("number") * F("rank") + 1, name="paper_x_collate")),
        migrations.AddIndex(
            "paper",
            models.Index(
                fields=["made"],
                name="paper_x_where",
                condition=Q(code__in=["a", "b"]) | Q(title__startswith="x") & ~Q(number__range=(1, 5)) | Q(body__icontains="%y"),
            ),
        ),
    ]
