from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0017_sequences")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kinds_copied AS SELECT id, name AS title, price * 2 AS twice FROM kinds_item WITH NO DATA;
            CREATE TABLE IF NOT EXISTS kinds_listed (a, b) AS VALUES (1, 'x'::text), (2, 'y');
            SELECT id, owner_id INTO kinds_selected FROM kinds_item;
            CREATE TABLE kinds_like (LIKE kinds_item);
            CREATE TABLE kinds_like_all (LIKE kinds_item INCLUDING ALL, more integer);
            CREATE TABLE kinds_like_some (LIKE kinds_identity INCLUDING DEFAULTS INCLUDING IDENTITY EXCLUDING INDEXES);
            CREATE TABLE kinds_like_keys (LIKE kinds_person INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING COMMENTS);
            CREATE TABLE kinds_typed OF kinds_point (x NOT NULL);
            """
        ),
    ]
