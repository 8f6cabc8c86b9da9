from django.contrib.postgres.indexes import (
    BloomIndex,
    BrinIndex,
    BTreeIndex,
    GinIndex,
    GistIndex,
    HashIndex,
    SpGistIndex,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgindexes", "0001_initial")]
    operations = [
        migrations.AddIndex("paper", models.Index(fields=["number"], name="pgindexes_p_number_1a2b3c_idx")),
        migrations.AddIndex("paper", models.Index(fields=["number", "-rank"], name="paper_plain_idx", db_tablespace="pg_default", include=["code"], condition=models.Q(rank__gt=0))),
        migrations.AddIndex("paper", BTreeIndex(fields=["title"], name="paper_btree", fillfactor=80, deduplicate_items=False)),
        migrations.AddIndex("paper", BTreeIndex(fields=["code", "title"], name="paper_pattern", opclasses=["varchar_pattern_ops", "varchar_ops"], deduplicate_items=True)),
        migrations.AddIndex("paper", HashIndex(fields=["code"], name="paper_hash", fillfactor=60)),
        migrations.AddIndex("paper", GinIndex(fields=["tags", "number"], name="paper_gin", fastupdate=True, gin_pending_list_limit=128)),
        migrations.AddIndex("paper", GinIndex(fields=["data"], name="paper_gin_path", opclasses=["jsonb_path_ops"], fastupdate=False)),
        migrations.AddIndex("paper", GinIndex(fields=["title"], name="paper_gin_trgm", opclasses=["gin_trgm_ops"])),
        migrations.AddIndex("paper", GistIndex(fields=["span"], name="paper_gist", buffering=True, fillfactor=70)),
        migrations.AddIndex("paper", GistIndex(fields=["number"], name="paper_gist_btree", buffering=False, include=["rank"])),
        migrations.AddIndex("paper", GistIndex(fields=["address"], name="paper_gist_inet", opclasses=["inet_ops"], condition=models.Q(address__isnull=False))),
        migrations.AddIndex("paper", SpGistIndex(fields=["body"], name="paper_spgist", fillfactor=90, opclasses=["text_ops"], db_tablespace="pg_default")),
        migrations.AddIndex("paper", SpGistIndex(fields=["span"], name="paper_spgist_range")),
        migrations.AddIndex("paper", BrinIndex(fields=["made", "number"], name="paper_brin", autosummarize=True, pages_per_range=16)),
        migrations.AddIndex("paper", BrinIndex(fields=["rank"], name="paper_brin_off", autosummarize=False)),
        migrations.AddIndex("paper", BloomIndex(fields=["number", "rank"], name="paper_bloom", length=96, columns=[4, 8])),
        migrations.AddIndex("paper", BloomIndex(fields=["rank"], name="paper_bloom_plain", condition=models.Q(number=1))),
    ]
