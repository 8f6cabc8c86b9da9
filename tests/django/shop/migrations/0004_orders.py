from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_product_sku"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=30))]),
        migrations.AddField("product", "tags", models.ManyToManyField("shop.tag", related_name="products")),
        migrations.AddField("product", "similar", models.ManyToManyField("self")),
        migrations.CreateModel("Order", [("id", models.BigAutoField(primary_key=True)), ("placed_at", models.DateTimeField(auto_now_add=True)), ("user", models.ForeignKey("auth.user", models.CASCADE))]),
        migrations.CreateModel(
            "Line",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("order", models.ForeignKey("shop.order", models.CASCADE)),
                ("product", models.ForeignKey("shop.product", models.PROTECT)),
                ("quantity", models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.AddField("order", "products", models.ManyToManyField("shop.product", through="shop.Line")),
        migrations.AddField("line", "parent", models.ForeignKey("self", models.CASCADE, null=True, db_index=False)),
        migrations.AddField("line", "soft", models.ForeignKey("shop.tag", models.CASCADE, null=True, db_constraint=False)),
    ]
