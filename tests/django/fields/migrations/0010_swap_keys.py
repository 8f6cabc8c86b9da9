from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0009_key_kinds")]
    operations = [
        migrations.AlterField("linked", "peers", models.ManyToManyField("self", symmetrical=False, db_table="fields_friend", db_constraint=False)),
        migrations.AlterField("linked", "content_type", models.ForeignKey("contenttypes.contenttype", models.CASCADE)),
        migrations.AlterField("linked", "figure", models.ForeignKey("fields.figure", models.PROTECT, db_constraint=False, db_column="fig", db_comment="whose; now without a key")),
        migrations.AlterField("linked", "id", models.BigAutoField(primary_key=True)),
        migrations.AlterField("linked", "sample", models.ForeignKey("fields.sample", models.SET_DEFAULT, default=1)),
        migrations.RenameField("pair", "a", "alpha"),
    ]
