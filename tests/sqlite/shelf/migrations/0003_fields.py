"""Fields that are added, altered, renamed and removed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0002_options")]
    operations = [
        migrations.AddField("Author", "nickname", models.CharField(max_length=20, null=True)),
        migrations.AddField("Author", "rank", models.IntegerField(default=3)),
        migrations.AddField("Author", "motto", models.TextField(default="it's", blank=True)),
        migrations.AddField("Author", "handle", models.SlugField(null=True, unique=True)),
        migrations.AddField(
            "Author", "mentor", models.ForeignKey("shelf.Author", null=True, on_delete=django.db.models.deletion.SET_NULL)
        ),
        migrations.AddField("BigKey", "weight", models.FloatField(null=True)),
        migrations.AddField("BigKey", "height", models.FloatField(null=True, db_index=True)),
        migrations.AlterField("Author", "name", models.CharField(max_length=120)),
        migrations.AlterField("Author", "rank", models.BigIntegerField(null=True)),
        migrations.AlterField("Everything", "char", models.CharField(max_length=40, db_index=True)),
        migrations.AlterField("Everything", "text", models.TextField(null=True)),
        migrations.AlterField("Everything", "maybe", models.BooleanField(default=False)),
        migrations.AlterField("TextKey", "code", models.CharField(primary_key=True, serialize=False, max_length=20)),
        migrations.AlterField("TextKey", "note", models.CharField(max_length=20, unique=True)),
        migrations.RenameField("Author", "motto", "saying"),
        migrations.RenameField("Author", "nickname", "alias"),
        migrations.RenameField("BigKey", "name", "title"),
        migrations.RemoveField("Everything", "duration"),
        migrations.RemoveField("Everything", "slug_alone"),
        migrations.RemoveField("BigKey", "weight"),
    ]
