from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "price", models.IntegerField(default=0)),
        migrations.AlterField("item", "name", models.CharField(db_index=True, max_length=120)),
        migrations.AddIndex("item", models.Index(fields=["state", "price"], name="item_state_price")),
    ]
