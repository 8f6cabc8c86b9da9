from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("raw", "0005_concurrently")]
    operations = [
        RemoveIndexConcurrently("event", "raw_event_at_idx"),
    ]
