from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("shop", "0001_initial"), ("shop", "0002_product_price"), ("shop", "0003_product_sku")]
    dependencies = []
    operations = [
        migrations.CreateModel("Category", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=60, unique=True))]),
        migrations.CreateModel(
            "Product",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=120)),
                ("price", models.DecimalField(max_digits=9, decimal_places=2, default=0)),
                ("category", models.ForeignKey("shop.category", models.CASCADE)),
                ("sku", models.SlugField(unique=True, null=True)),
            ],
            options={"indexes": [models.Index(fields=["category", "price"], name="shop_product_price_idx")]},
        ),
        migrations.CreateModel("Leaflet", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
    ]
