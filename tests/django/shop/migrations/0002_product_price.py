from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("product", "price", models.DecimalField(max_digits=9, decimal_places=2, default=0)),
        migrations.AddField("product", "category", models.ForeignKey("shop.category", models.CASCADE)),
    ]
