from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=30, db_index=True))]),
        migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True)), ("author", models.OneToOneField("lib.Author", models.CASCADE)), ("second", models.ForeignKey("lib.Author", models.CASCADE, related_name="s")), ("others", models.ManyToManyField("lib.Author", related_name="o")), ("parents", models.ManyToManyField("self")), ("up", models.ForeignKey("self", models.CASCADE, null=True))], options={"unique_together": {("author", "second")}, "indexes": [models.Index(fields=["second"], name="second_idx")]}),
        migrations.AddField("Author", "best", models.ForeignKey("lib.Book", models.CASCADE, null=True, related_name="b")),
        migrations.AddField("Author", "liked", models.ManyToManyField("lib.Book", related_name="l", db_table="liking")),
        migrations.CreateModel("Through", [("id", models.BigAutoField(primary_key=True)), ("a", models.ForeignKey("lib.Author", models.CASCADE)), ("b", models.ForeignKey("lib.Book", models.CASCADE))]),
        migrations.AddField("Author", "via", models.ManyToManyField("lib.Book", through="lib.Through", related_name="v")),
    ]
