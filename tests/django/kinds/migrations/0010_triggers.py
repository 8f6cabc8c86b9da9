from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0009_procedures")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER kinds_item_touch BEFORE INSERT OR UPDATE OF name, price ON kinds_item
                FOR EACH ROW WHEN (NEW.price > 0) EXECUTE FUNCTION kinds_touch();
            CREATE FUNCTION kinds_noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER kinds_item_noted AFTER UPDATE ON kinds_item REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION kinds_noted();
            CREATE CONSTRAINT TRIGGER kinds_item_checked AFTER INSERT ON kinds_item DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE PROCEDURE kinds_noted('one', 'it''s');
            CREATE TRIGGER kinds_item_emptied BEFORE TRUNCATE ON kinds_item EXECUTE FUNCTION kinds_noted();
            CREATE TRIGGER kinds_guarded_write INSTEAD OF DELETE ON kinds_guarded FOR EACH ROW EXECUTE FUNCTION kinds_noted();
            CREATE TRIGGER kinds_spare_trigger AFTER DELETE ON kinds_item FOR EACH ROW EXECUTE FUNCTION kinds_noted();
            """
        ),
        migrations.RunSQL(
            """
            ALTER TRIGGER kinds_item_emptied ON kinds_item RENAME TO kinds_item_truncated;
            ALTER TABLE kinds_item DISABLE TRIGGER kinds_item_noted;
            ALTER TABLE kinds_item ENABLE ALWAYS TRIGGER kinds_item_touch;
            ALTER TABLE kinds_item ENABLE REPLICA TRIGGER kinds_item_truncated;
            DROP TRIGGER kinds_spare_trigger ON kinds_item;
            DROP TRIGGER IF EXISTS kinds_never ON kinds_item;
            COMMENT ON TRIGGER kinds_item_touch ON kinds_item IS 'made is now';
            """
        ),
    ]
