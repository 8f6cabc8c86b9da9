from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Concat, Lower


class Migration(migrations.Migration):
    dependencies = [("newer", "0001_initial")]
    operations = [
        migrations.RenameIndex("Item", new_name="item_folded", old_name="item_lower"),
        migrations.AddField("Item", "late", models.IntegerField(db_default=7)),
        migrations.AddField(
            "Item", "half", models.GeneratedField(expression=F("price") + 1, output_field=models.IntegerField(), db_persist=False)
        ),
        migrations.AddField(
            "Item", "double", models.GeneratedField(expression=F("price") * 2, output_field=models.IntegerField(), db_persist=True)
        ),
        migrations.AlterField("Item", "price", models.BigIntegerField(db_default=6)),
        migrations.AlterField("Item", "name", models.CharField(max_length=30)),
        migrations.RenameField("Item", "count", "number"),
        migrations.AddField("Place", "note", models.TextField(default="")),
        migrations.RemoveConstraint("Item", "item_unique_lower"),
        migrations.RemoveIndex("Item", "item_long"),
    ]
