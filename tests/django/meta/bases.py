"""The abstract models that migrations of this app name as bases, as Django writes them."""

from django.db import models


class Stamped(models.Model):
    stamped_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Numbered(models.Model):
    number = models.IntegerField(null=True, db_index=True)

    class Meta:
        abstract = True
