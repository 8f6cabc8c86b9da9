from django.contrib.postgres.operations import CreateCollation, RemoveCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kinds", "0004_domains")]
    operations = [
        CreateCollation("kinds_posix", "C"),
        CreateCollation("kinds_spare_order", "POSIX"),
        CreateCollation("kinds_caseless", "und-u-ks-level2", provider="icu", deterministic=False),
        CreateCollation("kinds_german", "de-u-co-phonebk", provider="icu"),
        RemoveCollation("kinds_spare_order", "POSIX"),
        migrations.CreateModel(
            "Word",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("plain", models.CharField(max_length=30, db_collation="kinds_posix")),
                ("caseless", models.CharField(max_length=30, db_collation="kinds_caseless", db_index=True)),
                ("german", models.TextField(db_collation="kinds_german")),
            ],
        ),
        migrations.AlterField("word", "german", models.CharField(max_length=90, db_collation="kinds_posix")),
        migrations.RunSQL(
            """
            CREATE COLLATION kinds_french (provider = icu, locale = 'fr');
            CREATE COLLATION IF NOT EXISTS kinds_copy FROM "C";
            ALTER COLLATION kinds_french RENAME TO kinds_gallic;
            DROP COLLATION IF EXISTS kinds_copy;
            COMMENT ON COLLATION kinds_gallic IS 'as in Gaul';
            """
        ),
    ]
