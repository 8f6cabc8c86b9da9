from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0004_together")]
    operations = [
        migrations.AlterUniqueTogether("book", {("title", "author")}),
        migrations.RenameIndex("loan", new_name="loan_book_lent_idx", old_fields=("book", "lent_on")),
    ]
