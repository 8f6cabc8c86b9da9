from django.contrib.postgres.indexes import BrinIndex, GinIndex, HashIndex
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.AddIndex("book", models.Index(fields=["title", "-published"], name="book_title_idx")),
        migrations.AddIndex("book", models.Index(fields=["pages"], condition=models.Q(is_lost=False), name="book_pages_kept_idx")),
        migrations.AddIndex("book", models.Index(fields=["isbn"], include=["title", "price"], name="book_isbn_covering_idx")),
        migrations.AddIndex("book", models.Index(Lower("title"), models.F("published").desc(nulls_last=True), name="book_lower_idx")),
        migrations.AddIndex("book", models.Index(fields=["title"], opclasses=["varchar_pattern_ops"], name="book_title_like_idx")),
        migrations.AddIndex("book", GinIndex(fields=["meta"], name="book_meta_gin", fastupdate=False)),
        migrations.AddIndex("book", BrinIndex(fields=["published"], name="book_published_brin", pages_per_range=64)),
        migrations.AddIndex("book", HashIndex(fields=["isbn"], name="book_isbn_hash")),
        migrations.AddIndex(
            "loan",
            models.Index(
                fields=["lent_on"],
                condition=models.Q(returned_on__isnull=True, place__gt=3),
                name="loan_open_idx",
            ),
        ),
    ]
