from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0006_drop_indexes")]
    operations = [
        migrations.AlterUniqueTogether("book", set()),
        migrations.RemoveIndex("book", "book_pages_kept_idx"),
        migrations.RemoveConstraint("book", "book_size_check"),
        migrations.RemoveField("book", "pages"),
    ]
