from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("names", "0001_initial")]
    operations = [
        migrations.AddField("Upper", "point", models.IntegerField(default=0, db_column="a.b")),
        migrations.AlterField("Upper", "name", models.CharField(max_length=10, db_column="Whole Name")),
        migrations.AlterField("Order", "group", models.BigIntegerField(db_column="Group", null=True)),
    ]
