from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renames", "0007_indexes")]
    operations = [
        migrations.AlterField("musician", "alias", models.SlugField(unique=True, db_column="Stage Name")),
        migrations.AlterField("pay", "gig", models.ForeignKey("renames.gig", models.SET_NULL, null=True, to_field="number", db_column="concert")),
        migrations.AddField("pay", "amount", models.IntegerField(default=0, db_column="the amount; due")),
    ]
