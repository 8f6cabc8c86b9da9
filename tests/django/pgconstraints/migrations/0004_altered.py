from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("pgconstraints", "0003_check_and_unique")]
    operations = [
        migrations.AlterConstraint(
            "booking",
            "booking_state_check",
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "done"]), name="booking_state_check", violation_error_message="Unknown state"
            ),
        ),
        migrations.RemoveConstraint("booking", "booking_places_check"),
        migrations.AddConstraint("booking", models.CheckConstraint(condition=Q(places__gte=0), name="booking_places_check")),
        migrations.RemoveConstraint("booking", "booking_deferred"),
        migrations.RemoveConstraint("booking", "booking_end_uniq"),
        migrations.RemoveConstraint("booking", "booking_overlap"),
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_overlap",
                expressions=[("during", RangeOperators.OVERLAPS), ("room", RangeOperators.EQUAL)],
                condition=Q(is_cancelled=False, state="paid"),
            ),
        ),
        migrations.RenameField("booking", "guest", "visitor"),
    ]
