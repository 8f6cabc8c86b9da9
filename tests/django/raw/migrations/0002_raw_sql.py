from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("raw", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            -- Kept by hand; Django knows nothing of it.
            CREATE TABLE raw_archive (
                id bigserial PRIMARY KEY,
                event_id bigint NOT NULL REFERENCES raw_event (id) ON DELETE CASCADE,
                note text DEFAULT 'kept; for ever' /* a semicolon; in a comment */,
                archived_at timestamptz NOT NULL DEFAULT now(),
                CHECK (note <> '')
            );
            CREATE INDEX raw_archive_recent ON raw_archive USING btree (archived_at DESC) WHERE (note IS NOT NULL);
            ALTER TABLE raw_event ADD COLUMN source varchar(20) NOT NULL DEFAULT 'web';
            """,
            "ALTER TABLE raw_event DROP COLUMN source; DROP TABLE raw_archive",
        ),
        migrations.RunSQL(
            [("INSERT INTO raw_event (kind, payload, at) VALUES (%s, '{}', now())", ["first; of 'all'"])],
            migrations.RunSQL.noop,
        ),
    ]
