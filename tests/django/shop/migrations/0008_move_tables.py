from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_delete_leaflet")]
    operations = [
        migrations.AlterModelTable("order", "shop_customer_order"),
    ]
