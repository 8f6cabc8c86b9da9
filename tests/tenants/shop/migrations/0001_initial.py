import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "Item",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(db_index=True, max_length=80)),
                ("state", models.CharField(default="new", max_length=10)),
            ],
        ),
        migrations.CreateModel(
            "Order",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("buyer", models.ForeignKey(on_delete=models.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("kind", models.ForeignKey(on_delete=models.PROTECT, to="contenttypes.contenttype")),
                ("plan", models.ForeignKey(null=True, on_delete=models.SET_NULL, to="customers.plan")),
                ("items", models.ManyToManyField(to="shop.item")),
            ],
        ),
    ]
