"""What comes and goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0004_options_change")]
    operations = [
        migrations.CreateModel(
            name="Passing",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False)), ("name", models.CharField(max_length=10, db_index=True))],
        ),
        migrations.AddField("Author", "passing", models.IntegerField(null=True)),
    ]
