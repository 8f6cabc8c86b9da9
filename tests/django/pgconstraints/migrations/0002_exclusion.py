from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models import Deferrable, F, Func, Q


class Migration(migrations.Migration):
    dependencies = [("pgconstraints", "0001_initial")]
    operations = [
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_overlap",
                expressions=[("during", RangeOperators.OVERLAPS), ("room", RangeOperators.EQUAL)],
                condition=Q(is_cancelled=False),
            ),
        ),
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_deferred",
                expressions=[(F("seats"), RangeOperators.OVERLAPS)],
                index_type="SPGIST",
                deferrable=Deferrable.DEFERRED,
            ),
        ),
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_immediate",
                expressions=[(F("seats"), RangeOperators.ADJACENT_TO), ("room", RangeOperators.NOT_EQUAL)],
                deferrable=Deferrable.IMMEDIATE,
                include=["guest", "state"],
                violation_error_code="clash",
                violation_error_message="Already %(name)s",
            ),
        ),
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_opclass",
                expressions=[(OpClass("address", name="inet_ops"), "&&"), (OpClass("room", name="gist_int8_ops"), RangeOperators.EQUAL)],
                condition=Q(state__in=["open", "paid"]) & Q(address__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "booking",
            ExclusionConstraint(
                name="booking_expression",
                expressions=[
                    (
                        Func("starts", "ends", RangeBoundary(inclusive_upper=True), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                    (F("guest"), RangeOperators.EQUAL),
                ],
            ),
        ),
    ]
