from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel("Band", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40, unique=True))]),
        migrations.CreateModel(
            "Player",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("nick", models.SlugField(unique=True)),
                ("band", models.ForeignKey("renames.band", models.CASCADE)),
                ("age", models.PositiveIntegerField()),
                ("bands", models.ManyToManyField("renames.band", related_name="+")),
                ("rivals", models.ManyToManyField("self")),
            ],
            options={
                "unique_together": {("nick", "band")},
                "indexes": [models.Index(fields=["age", "nick"], name="player_age_idx")],
                "constraints": [models.CheckConstraint(condition=models.Q(age__lt=150), name="player_age_check")],
                "db_table_comment": "who plays",
            },
        ),
        migrations.CreateModel("Gig", [("code", models.CharField(max_length=10, primary_key=True)), ("players", models.ManyToManyField("renames.player"))]),
        migrations.CreateModel("Fee", [("id", models.BigAutoField(primary_key=True)), ("gig", models.ForeignKey("renames.gig", models.CASCADE, to_field="code"))]),
    ]
