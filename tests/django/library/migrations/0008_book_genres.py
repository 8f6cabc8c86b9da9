from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0007_remove_indexed_field")]
    operations = [
        migrations.CreateModel("Genre", [("id", models.BigAutoField(primary_key=True)), ("name", models.SlugField(unique=True))]),
        migrations.AddField("book", "genres", models.ManyToManyField("library.genre")),
        migrations.AddField("book", "translator", models.ForeignKey("library.author", models.SET_NULL, null=True, related_name="+")),
    ]
