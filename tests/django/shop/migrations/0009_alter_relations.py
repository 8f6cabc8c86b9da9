from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0008_move_tables")]
    operations = [
        migrations.AlterField("line", "soft", models.ForeignKey("shop.tag", models.SET_NULL, null=True, db_constraint=True)),
        migrations.AlterField("line", "parent", models.ForeignKey("self", models.CASCADE, null=True)),
        migrations.AlterField("article", "category", models.ForeignKey("shop.category", models.PROTECT, null=True)),
        migrations.AlterField("order", "user", models.OneToOneField("auth.user", models.CASCADE)),
    ]
