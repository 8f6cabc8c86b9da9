import django
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import BTreeIndex, GinIndex
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from django.db.models import F, Q, UniqueConstraint


def check(condition, name):
    """The argument was called `check` up to 5.0, and is `condition` since 5.1."""
    argument = "condition" if django.VERSION >= (5, 1) else "check"
    return models.CheckConstraint(name=name, **{argument: condition})


class Migration(migrations.Migration):
    dependencies = [("shelf", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        migrations.AddIndex("book", models.Index(fields=["title", "-price"], name="shelf_book_title_3f1a2b_idx")),
        migrations.AddIndex("book", models.Index(fields=["pages"], name="book_new_idx", condition=Q(state="new") & ~Q(pages=0))),
        migrations.AddIndex("book", GinIndex(fields=["about"], name="book_about_gin")),
        migrations.AddIndex("book", BTreeIndex(fields=["state"], name="book_state_btree", include=["price"])),
        migrations.AddConstraint("book", check(Q(pages__gte=1) | Q(state="draft"), "book_pages")),
        migrations.AddConstraint("book", check(Q(state__in=["new", "draft", "sold"]), "book_state")),
        migrations.AddConstraint("book", check(~Q(title="") & Q(price__lt=F("pages") * 100), "book_worth")),
        migrations.AddConstraint("book", check(Q(title__startswith="A") | Q(owner__isnull=False), "book_owned")),
        migrations.AddConstraint("book", check(Q(price__range=(0, 5000)), "book_price")),
        migrations.AddConstraint("book", UniqueConstraint(fields=["author"], condition=~Q(state="sold"), name="book_one_open")),
        migrations.AddConstraint("author", UniqueConstraint(fields=["name"], deferrable=models.Deferrable.DEFERRED, name="author_name")),
        migrations.AddConstraint("book", ExclusionConstraint(name="book_apart", expressions=[("title", "="), ("pages", "<>")])),
        migrations.AddField("author", "shown", models.BooleanField(default=True)),
        migrations.AlterIndexTogether("book", {("state", "pages")}),
    ]
