from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("pgfields", "0001_extensions")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TYPE kinds_mood AS ENUM ('sad', 'fine', 'it''s; great');
            CREATE TYPE kinds_none AS ENUM ();
            CREATE TYPE kinds_size AS ENUM ('s', 'm', 'l');
            CREATE TYPE kinds_gone AS ENUM ('a');
            CREATE TABLE kinds_person (
                id bigint PRIMARY KEY,
                mood kinds_mood NOT NULL DEFAULT 'fine',
                moods kinds_mood[] DEFAULT ARRAY['sad']::kinds_mood[],
                size varchar(8)
            );
            """,
            "DROP TABLE kinds_person; DROP TYPE kinds_mood, kinds_none, kinds_size, kinds_gone",
        ),
    ]
