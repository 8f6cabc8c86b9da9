from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Length, Lower


class Migration(migrations.Migration):
    dependencies = [("pgconstraints", "0002_exclusion")]
    operations = [
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "done"]),
                name="booking_state_check",
                violation_error_code="state",
                violation_error_message="No such state",
            ),
        ),
        migrations.AddConstraint("booking", models.CheckConstraint(condition=Q(ends__gt=F("starts")) & Q(during__startswith__isnull=False), name="booking_order_check")),
        migrations.AddConstraint("booking", models.CheckConstraint(condition=~Q(guest__regex=r"^\s") | Q(guest__iexact="it's%"), name="booking_guest_check")),
        migrations.AddConstraint("booking", models.CheckConstraint(condition=Q(places__range=(1, 99)) ^ Q(is_cancelled=True), name="booking_places_check")),
        migrations.AddConstraint("room", models.CheckConstraint(condition=Q(name__gt=""), name="room_name_check")),
        migrations.AddConstraint("room", models.UniqueConstraint(Lower("name").desc(), OpClass(Length("name"), name="int4_ops"), name="room_lower_uniq")),
        migrations.AddConstraint("room", models.UniqueConstraint(fields=["name"], name="room_name_uniq", opclasses=["varchar_pattern_ops"], include=["id"], condition=Q(id__gt=10))),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["room", "starts"], name="booking_start_uniq", deferrable=Deferrable.IMMEDIATE)),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["room", "ends"], name="booking_end_uniq", deferrable=Deferrable.DEFERRED, violation_error_code="end", violation_error_message="Taken")),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["guest", "address"], name="booking_nulls_uniq", nulls_distinct=False)),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["guest", "seats"], name="booking_distinct_uniq", nulls_distinct=True, include=["places"])),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["guest", "places"], condition=Q(is_cancelled=False), nulls_distinct=False, name="booking_partial_uniq")),
    ]
