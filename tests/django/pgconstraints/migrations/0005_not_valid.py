from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pgconstraints", "0004_altered")]
    operations = [
        AddConstraintNotValid("room", models.CheckConstraint(condition=~models.Q(name="?"), name="room_known_check")),
        AddConstraintNotValid("room", models.CheckConstraint(condition=models.Q(id__gt=0), name="room_left_open_check")),
        migrations.RunSQL(
            """
            ALTER TABLE pgconstraints_booking ADD COLUMN other_id bigint;
            ALTER TABLE pgconstraints_booking ADD CONSTRAINT booking_other_fk FOREIGN KEY (other_id)
                REFERENCES pgconstraints_room (id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL NOT VALID;
            """
        ),
    ]
