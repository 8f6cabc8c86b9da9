from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0019_owners_and_grants")]
    operations = [
        migrations.RunSQL(
            """
            DO $$
            BEGIN
                CREATE TABLE kinds_done (id bigint PRIMARY KEY, note text);
                CREATE INDEX kinds_done_note ON kinds_done (note);
            END
            $$;
            """
        ),
        migrations.RunSQL(
            """
            DO $do$ BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'kinds_mood') THEN
                    CREATE TYPE kinds_mood AS ENUM ('never');
                END IF;
            END $do$;
            DO $$ BEGIN
                CREATE TYPE kinds_shade AS ENUM ('dark', 'light');
            EXCEPTION WHEN duplicate_object THEN NULL;
            END $$;
            DO LANGUAGE plpgsql $$ BEGIN
                IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'kinds_done' AND column_name = 'note') THEN
                    ALTER TABLE kinds_done RENAME COLUMN note TO remark;
                END IF;
            END $$;
            """
        ),
    ]
