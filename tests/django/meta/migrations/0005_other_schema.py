from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meta", "0004_tablespaces")]
    operations = [
        migrations.RunSQL("CREATE SCHEMA archive", "DROP SCHEMA archive"),
        migrations.CreateModel(
            "Document",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=80, unique=True, db_comment="as printed")),
                ("place", models.ForeignKey("meta.place", models.CASCADE)),
                ("size", models.PositiveIntegerField()),
            ],
            options={"db_table": 'archive"."document', "db_table_comment": "kept elsewhere"},
        ),
        migrations.CreateModel("Scan", [("id", models.BigAutoField(primary_key=True)), ("document", models.ForeignKey("meta.document", models.CASCADE))]),
        migrations.AddField("document", "pages", models.IntegerField(default=1)),
        migrations.AddIndex("document", models.Index(fields=["size", "pages"], name="document_size_idx")),
        migrations.AddConstraint("document", models.CheckConstraint(condition=models.Q(pages__gt=0), name="document_pages_check")),
        migrations.AlterField("document", "size", models.BigIntegerField(null=True)),
        migrations.RenameField("document", "pages", "leaves"),
    ]
