from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0021_schemas")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_root (id bigint PRIMARY KEY);
            CREATE TYPE kinds_brief AS ENUM ('one');
            CREATE TABLE kinds_base (id bigint PRIMARY KEY, brief kinds_brief, name text);
            CREATE TABLE kinds_leaf (id bigint PRIMARY KEY, base bigint REFERENCES kinds_base (id));
            CREATE VIEW kinds_on_base AS SELECT id, name FROM kinds_base;
            CREATE FUNCTION kinds_brief_of(kinds_brief) RETURNS integer LANGUAGE sql AS 'SELECT 1';
            CREATE TRIGGER kinds_base_touch AFTER INSERT ON kinds_base FOR EACH ROW EXECUTE FUNCTION kinds_noted();
            """
        ),
        migrations.RunSQL("DROP TYPE kinds_brief CASCADE; DROP TABLE kinds_base CASCADE; ALTER TABLE kinds_leaf DROP COLUMN base CASCADE"),
    ]
