"""Options that change later."""

from django.db import migrations, models
from django.db.models import Q

from checks import check


class Migration(migrations.Migration):
    dependencies = [("shelf", "0003_fields")]
    operations = [
        migrations.AlterUniqueTogether("Author", {("name", "country"), ("born", "country")}),
        migrations.RemoveConstraint("Author", "author_country_name"),
        migrations.RemoveConstraint("Author", "author_country"),
        migrations.AddConstraint("Author", check("author_country", Q(country__regex="^[a-z]+$"))),
        migrations.RemoveIndex("Author", "author_died"),
        migrations.AddIndex("Author", models.Index(fields=["died", "born"], name="author_died")),
        migrations.AlterModelTable("BigKey", "shelf_bigger_key"),
        migrations.AlterUniqueTogether("Everything", {("number", "small")}),
        migrations.AlterField("SmallKey", "name", models.CharField(max_length=10, unique=True)),
        migrations.AlterField("UuidKey", "id", models.UUIDField(primary_key=True, serialize=False)),
    ]
