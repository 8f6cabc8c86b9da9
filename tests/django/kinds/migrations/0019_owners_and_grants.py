from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0018_copies")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE kinds_item OWNER TO CURRENT_USER;
            ALTER FUNCTION kinds_touch() OWNER TO SESSION_USER;
            ALTER TYPE kinds_mood OWNER TO CURRENT_USER;
            ALTER SCHEMA archive OWNER TO CURRENT_USER;
            GRANT SELECT, UPDATE (name) ON kinds_item TO PUBLIC;
            GRANT USAGE ON SEQUENCE kinds_figures TO PUBLIC;
            """
        ),
        migrations.RunSQL(
            """
            GRANT EXECUTE ON FUNCTION kinds_touch() TO PUBLIC;
            REVOKE ALL ON kinds_account FROM PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA archive GRANT SELECT ON TABLES TO PUBLIC;
            ANALYZE kinds_item;
            SET LOCAL lock_timeout = '5s';
            LOCK TABLE kinds_account IN SHARE MODE;
            TRUNCATE kinds_like;
            """
        ),
    ]
