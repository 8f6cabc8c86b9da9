from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meta", "0005_other_schema")]
    operations = [
        migrations.AlterUniqueTogether("card", {("suit", "drawn")}),
        migrations.AlterModelTableComment("card", "one of 52"),
        migrations.AlterModelTableComment("document", None),
        migrations.AlterModelTable("card", "meta_card"),
        migrations.AlterModelTable("song", None),
        migrations.AlterModelOptions("card", {"verbose_name": "playing card", "permissions": [("can_cut", "Can cut")]}),
        migrations.AlterModelOptions("legacy", {"managed": False, "ordering": ["id"]}),
        migrations.AlterModelManagers("card", [("dealt", models.Manager())]),
        migrations.AlterOrderWithRespectTo("verse", "place"),
    ]
