from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pgconstraints", "0005_not_valid")]
    operations = [
        ValidateConstraint("room", "room_known_check"),
        migrations.RunSQL(
            """
            ALTER TABLE pgconstraints_booking VALIDATE CONSTRAINT booking_other_fk;
            ALTER TABLE pgconstraints_booking ALTER CONSTRAINT booking_other_fk DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE pgconstraints_booking RENAME CONSTRAINT booking_other_fk TO booking_second_fk;
            CREATE UNIQUE INDEX room_ready ON pgconstraints_room (id, name);
            ALTER TABLE pgconstraints_room ADD CONSTRAINT room_ready_uniq UNIQUE USING INDEX room_ready;
            ALTER TABLE pgconstraints_room ADD UNIQUE (name, id) DEFERRABLE;
            ALTER TABLE pgconstraints_room ADD EXCLUDE USING gist (name WITH =) WHERE (id > 5);
            ALTER TABLE pgconstraints_room ADD CHECK (name <> 'none') NO INHERIT;
            COMMENT ON CONSTRAINT room_known_check ON pgconstraints_room IS 'known; at last';
            """
        ),
    ]
