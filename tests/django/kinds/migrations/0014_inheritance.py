from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0013_partition_changes")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_parent (id bigint PRIMARY KEY, name text NOT NULL CHECK (name <> ''), size integer DEFAULT 1);
            CREATE TABLE kinds_child (extra date, size integer DEFAULT 2) INHERITS (kinds_parent);
            CREATE TABLE kinds_adopted (id bigint NOT NULL, name text NOT NULL, size integer, CONSTRAINT kinds_parent_name_check CHECK (name <> ''));
            ALTER TABLE kinds_adopted INHERIT kinds_parent;
            CREATE TABLE kinds_left () INHERITS (kinds_parent);
            ALTER TABLE kinds_left NO INHERIT kinds_parent;
            ALTER TABLE kinds_parent ADD COLUMN late boolean DEFAULT false;
            ALTER TABLE ONLY kinds_parent ALTER COLUMN size SET DEFAULT 9;
            ALTER TABLE kinds_parent RENAME COLUMN late TO tardy;
            """
        ),
    ]
