from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meta", "0002_inheritance")]
    operations = [
        migrations.CreateModel(
            "Verse",
            [("id", models.BigAutoField(primary_key=True)), ("place", models.ForeignKey("meta.place", models.CASCADE)), ("line", models.TextField())],
            options={"order_with_respect_to": "place"},
        ),
        migrations.CreateModel("Song", [("id", models.BigAutoField(primary_key=True)), ("place", models.ForeignKey("meta.place", models.CASCADE))]),
        migrations.CreateModel(
            "Tune",
            [("id", models.BigAutoField(primary_key=True)), ("song", models.ForeignKey("meta.song", models.CASCADE)), ("_order", models.OrderWrt())],
            options={"db_table": "meta_tune"},
        ),
        migrations.AlterOrderWithRespectTo("song", "place"),
        migrations.AlterOrderWithRespectTo("verse", None),
    ]
