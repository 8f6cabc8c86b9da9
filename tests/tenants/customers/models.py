from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Plan(models.Model):
    name = models.CharField(max_length=40, unique=True)
    price = models.DecimalField(decimal_places=2, default=0, max_digits=9)


class Client(TenantMixin):
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL)


class Domain(DomainMixin):
    pass
