from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0005_not_so_together")]
    operations = [
        migrations.RemoveIndex("book", "book_isbn_hash"),
        migrations.RenameIndex("book", new_name="book_title_desc_idx", old_name="book_title_idx"),
        migrations.RemoveConstraint("book", "book_isbn_uniq"),
        migrations.RemoveConstraint("loan", "loan_one_open_uniq"),
        migrations.RemoveConstraint("loan", "loan_order_check"),
    ]
