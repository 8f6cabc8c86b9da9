from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("library", "0002_indexes")]
    operations = [
        migrations.AddConstraint("book", models.UniqueConstraint(fields=["isbn"], name="book_isbn_uniq")),
        migrations.AddConstraint("book", models.CheckConstraint(condition=models.Q(price__gte=0), name="book_price_check")),
        migrations.AddConstraint(
            "book",
            models.CheckConstraint(
                condition=models.Q(pages__lt=10000) | models.Q(is_lost=True) & ~models.Q(title=""), name="book_size_check"
            ),
        ),
        migrations.AddConstraint(
            "loan",
            models.UniqueConstraint(fields=["book"], condition=models.Q(returned_on__isnull=True), name="loan_one_open_uniq"),
        ),
        migrations.AddConstraint(
            "loan",
            models.UniqueConstraint(fields=["place"], deferrable=models.Deferrable.DEFERRED, name="loan_place_uniq"),
        ),
        migrations.AddConstraint("author", models.UniqueConstraint(Lower("name"), "born", name="author_name_uniq")),
        migrations.AddConstraint(
            "author", models.UniqueConstraint(fields=["born", "name"], include=["id"], name="author_born_uniq")
        ),
        migrations.AddConstraint(
            "loan",
            models.CheckConstraint(
                condition=models.Q(returned_on__isnull=True) | models.Q(returned_on__gte=models.F("lent_on")),
                name="loan_order_check",
            ),
        ),
    ]
