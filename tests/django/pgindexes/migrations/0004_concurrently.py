from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pgindexes", "0003_expressions")]
    operations = [
        AddIndexConcurrently("paper", models.Index(fields=["-made"], name="paper_c_plain")),
        AddIndexConcurrently("paper", GinIndex(fields=["vector"], name="paper_c_gin", fastupdate=False)),
        AddIndexConcurrently("paper", BrinIndex(fields=["number"], name="paper_c_brin", pages_per_range=2)),
        AddIndexConcurrently("paper", models.Index(OpClass(Lower("code"), name="text_pattern_ops"), name="paper_c_x", condition=models.Q(rank__isnull=False))),
        AddIndexConcurrently("paper", models.Index(fields=["code"], name="paper_c_spare")),
    ]
