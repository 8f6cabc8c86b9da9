from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0010_triggers")]
    operations = [
        migrations.RunSQL(
            """
            CREATE RULE kinds_keep AS ON DELETE TO kinds_account WHERE OLD.id < 10 DO INSTEAD NOTHING;
            CREATE OR REPLACE RULE kinds_tell AS ON UPDATE TO kinds_account DO ALSO NOTIFY kinds_changed;
            CREATE RULE kinds_spare_rule AS ON INSERT TO kinds_cheap DO INSTEAD NOTHING;
            ALTER RULE kinds_tell ON kinds_account RENAME TO kinds_notify;
            ALTER TABLE kinds_account DISABLE RULE kinds_notify;
            DROP RULE kinds_spare_rule ON kinds_cheap;
            """
        ),
        migrations.RunSQL(
            """
            ALTER TABLE kinds_item ENABLE ROW LEVEL SECURITY;
            ALTER TABLE kinds_item FORCE ROW LEVEL SECURITY;
            CREATE POLICY kinds_own ON kinds_item USING (owner_id = 1);
            CREATE POLICY kinds_write ON kinds_item AS RESTRICTIVE FOR UPDATE TO PUBLIC, CURRENT_USER USING (owner_id > 0) WITH CHECK (price >= 0);
            CREATE POLICY kinds_spare_policy ON kinds_item FOR SELECT USING (true);
            ALTER POLICY kinds_own ON kinds_item RENAME TO kinds_owned;
            ALTER POLICY kinds_owned ON kinds_item TO PUBLIC USING (owner_id IN (1, 2));
            DROP POLICY kinds_spare_policy ON kinds_item;
            ALTER TABLE kinds_account ENABLE ROW LEVEL SECURITY;
            ALTER TABLE kinds_account DISABLE ROW LEVEL SECURITY;
            """
        ),
    ]
