from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pgindexes", "0004_concurrently")]
    operations = [
        RemoveIndexConcurrently("paper", "paper_c_spare"),
        RemoveIndexConcurrently("paper", "paper_bloom_plain"),
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS paper_c_sql ON pgindexes_paper USING btree (id DESC NULLS LAST)"),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS paper_c_brin"),
        migrations.RunSQL("REINDEX INDEX CONCURRENTLY paper_c_gin"),
    ]
