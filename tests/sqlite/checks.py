"""What releases of Django spell differently."""

import django
from django.db.models import CheckConstraint


def check(name, condition):
    word = "condition" if django.VERSION >= (5, 1) else "check"
    return CheckConstraint(name=name, **{word: condition})
