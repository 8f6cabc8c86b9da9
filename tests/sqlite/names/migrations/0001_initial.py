"""Names that need quotes."""

from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Upper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, db_column="ID")),
                ("name", models.CharField(max_length=10, db_column="Full Name")),
                ("kind", models.CharField(max_length=10, db_column="select")),
                ("hash", models.CharField(max_length=10, db_column="it's", unique=True)),
                ("accent", models.IntegerField(db_column="été", db_index=True)),
            ],
            options={
                "db_table": "Upper Case Table",
                "unique_together": {("name", "kind")},
                "indexes": [models.Index(fields=["kind", "-accent"], name="Upper Index")],
            },
        ),
        # Django cannot print that such a table is made anew.
        migrations.CreateModel(
            name="Percent",
            fields=[("share", models.IntegerField(primary_key=True, serialize=False, db_column="100 %"))],
            options={"db_table": "names %s"},
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("group", models.IntegerField(db_column="group")),
                ("upper", models.ForeignKey("names.Upper", on_delete=django.db.models.deletion.CASCADE, db_column="Upper Id")),
                ("others", models.ManyToManyField("names.Upper", related_name="+", db_table="Order (Upper)")),
            ],
            options={"db_table": "order"},
        ),
    ]
