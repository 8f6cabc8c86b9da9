from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Item(models.Model):
    name = models.CharField(db_index=True, max_length=120)
    state = models.CharField(default="new", max_length=10)
    price = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "price"], name="item_state_price")]


class Order(models.Model):
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kind = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    plan = models.ForeignKey("customers.Plan", null=True, on_delete=models.SET_NULL)
    items = models.ManyToManyField(Item)


class Receipt(models.Model):
    order = models.OneToOneField(Order, on_delete=models.CASCADE)
    total = models.DecimalField(decimal_places=2, max_digits=9)
