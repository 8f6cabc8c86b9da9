from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("raw", "0004_state_and_database")]
    operations = [
        AddIndexConcurrently("event", models.Index(fields=["kind", "at"], name="raw_event_kind_idx")),
        AddIndexConcurrently("event", models.Index(fields=["at"], name="raw_event_at_idx")),
    ]
