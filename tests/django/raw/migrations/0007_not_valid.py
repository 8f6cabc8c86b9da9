from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("raw", "0006_not_concurrently")]
    operations = [
        AddConstraintNotValid("event", models.CheckConstraint(condition=~models.Q(kind=""), name="raw_event_kind_check")),
    ]
