from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("raw", "0007_not_valid")]
    operations = [
        ValidateConstraint("event", "raw_event_kind_check"),
    ]
