from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length"), ("pgfields", "0001_extensions")]
    operations = [
        migrations.CreateModel(
            "Card",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("suit", models.CharField(max_length=10)),
                ("rank", models.IntegerField()),
                ("drawn", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "card",
                "verbose_name_plural": "cards",
                "db_table": "meta_playing_card",
                "db_table_comment": "each; 'one' of 52",
                "ordering": ["suit", "-rank"],
                "unique_together": {("suit", "rank")},
                "permissions": [("can_deal", "Can deal")],
                "default_permissions": ("add", "view"),
                "get_latest_by": "drawn",
                "db_tablespace": "pg_default",
                "managed": True,
                "swappable": "META_CARD_MODEL",
                "select_on_save": True,
                "default_related_name": "cards",
                "required_db_features": ["supports_json_field"],
                "required_db_vendor": "postgresql",
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["drawn"], name="card_drawn_idx")],
                "constraints": [models.CheckConstraint(condition=models.Q(rank__lte=13), name="card_rank_check")],
            },
            managers=[("objects", models.Manager())],
        ),
        migrations.CreateModel("Hand", [("id", models.BigAutoField(primary_key=True))], options={"swappable": "META_HAND_MODEL"}),
        migrations.CreateModel("Elsewhere", [("id", models.BigAutoField(primary_key=True))], options={"required_db_vendor": "sqlite"}),
        migrations.CreateModel("Unable", [("id", models.BigAutoField(primary_key=True))], options={"required_db_features": ["interprets_empty_strings_as_nulls"]}),
    ]
