from django.db import migrations, models

from meta.bases import Numbered, Stamped


class Migration(migrations.Migration):
    dependencies = [("meta", "0001_every_option")]
    operations = [
        migrations.CreateModel(
            "Place",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=50))],
            bases=(Stamped, models.Model),
        ),
        migrations.CreateModel(
            "Tavern",
            [
                (
                    "place_ptr",
                    models.OneToOneField("meta.place", models.CASCADE, auto_created=True, parent_link=True, primary_key=True, serialize=False),
                ),
                ("serves", models.CharField(max_length=20)),
            ],
            bases=("meta.place",),
        ),
        migrations.CreateModel("Inn", [("tavern_ptr", models.OneToOneField("meta.tavern", models.CASCADE, parent_link=True, primary_key=True)), ("beds", models.IntegerField())], bases=("meta.tavern", Numbered)),
        migrations.CreateModel("Pub", [], bases=("meta.tavern",), options={"proxy": True, "verbose_name": "pub"}),
        migrations.CreateModel("Guest", [("id", models.BigAutoField(primary_key=True)), ("pub", models.ForeignKey("meta.pub", models.CASCADE)), ("inns", models.ManyToManyField("meta.inn"))]),
        migrations.CreateModel("Legacy", [("id", models.IntegerField(primary_key=True)), ("note", models.TextField())], options={"managed": False, "db_table": "somebody_elses"}),
        migrations.AddField("legacy", "more", models.TextField(null=True)),
    ]
