from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0003_constraints")]
    operations = [
        migrations.AlterUniqueTogether("book", {("title", "author"), ("isbn", "published")}),
        migrations.AlterIndexTogether("loan", {("book", "lent_on")}),
    ]
