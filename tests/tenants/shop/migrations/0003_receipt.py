from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_item_price")]
    operations = [
        migrations.CreateModel(
            "Receipt",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("order", models.OneToOneField(on_delete=models.CASCADE, to="shop.order")),
                ("total", models.DecimalField(decimal_places=2, max_digits=9)),
            ],
        ),
        migrations.RunSQL(
            "CREATE VIEW shop_open AS SELECT id, name FROM shop_item WHERE state <> 'sold'",
            "DROP VIEW shop_open",
        ),
    ]
