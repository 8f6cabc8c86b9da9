import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import CASCADE, SET_NULL


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            "Author",
            [
                ("id", models.AutoField(primary_key=True)),
                ("name", models.CharField(max_length=80, db_index=True)),
                ("slug", models.SlugField(unique=True)),
                ("born", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            "Tag", [("id", models.SmallAutoField(primary_key=True)), ("word", models.CharField(max_length=20, unique=True))]
        ),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("pages", models.PositiveIntegerField(default=1)),
                ("state", models.CharField(max_length=10, default="new")),
                ("price", models.DecimalField(max_digits=7, decimal_places=2)),
                ("about", models.JSONField(default=dict)),
                ("words", ArrayField(models.CharField(max_length=20), default=list)),
                ("author", models.ForeignKey("shelf.Author", CASCADE, related_name="books")),
                ("owner", models.ForeignKey("auth.User", SET_NULL, null=True)),
                ("tags", models.ManyToManyField("shelf.Tag")),
            ],
            options={"unique_together": {("title", "author")}},
        ),
        migrations.CreateModel("Plain", [("number", models.IntegerField(primary_key=True)), ("text", models.TextField())]),
    ]
