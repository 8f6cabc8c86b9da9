from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0002_rules")]
    operations = [
        migrations.AlterField("author", "id", models.BigAutoField(primary_key=True)),
        migrations.AlterField("plain", "number", models.AutoField(primary_key=True)),
        migrations.AlterField("plain", "text", models.CharField(max_length=50, db_index=True)),
        migrations.AlterField("author", "slug", models.CharField(max_length=60, unique=True)),
        migrations.AlterField("tag", "word", models.CharField(max_length=20)),
        migrations.AddField("book", "readers", models.ManyToManyField("shelf.Author", related_name="+")),
        migrations.RenameField("book", "price", "cost"),
        migrations.AlterUniqueTogether("book", {("title", "author"), ("title", "state")}),
        migrations.AlterIndexTogether("book", set()),
    ]
