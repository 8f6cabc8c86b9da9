from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_product_price")]
    operations = [
        migrations.AddField("product", "sku", models.SlugField(unique=True, null=True)),
        migrations.AddIndex("product", models.Index(fields=["category", "price"], name="shop_product_price_idx")),
    ]
