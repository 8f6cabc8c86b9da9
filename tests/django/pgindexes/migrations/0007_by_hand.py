from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pgindexes", "0006_renamed")]
    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX paper_h_storage ON pgindexes_paper (number) WITH (fillfactor = 50);
            CREATE INDEX paper_h_space ON pgindexes_paper USING btree (grade) TABLESPACE pg_default WHERE grade IS NOT NULL;
            CREATE INDEX paper_h_only ON ONLY pgindexes_paper (made, lower(title) COLLATE "C" text_pattern_ops DESC NULLS LAST);
            CREATE UNIQUE INDEX paper_h_include ON pgindexes_paper (id) INCLUDE (title, code);
            CREATE INDEX ON pgindexes_paper ((data ->> 'kind'), (number + grade));
            CREATE INDEX IF NOT EXISTS paper_h_storage ON pgindexes_paper (id);
            """
        ),
        migrations.RunSQL(
            """
            ALTER INDEX paper_x_collate ALTER COLUMN 2 SET STATISTICS 200;
            ALTER INDEX paper_h_space SET TABLESPACE pg_default;
            ALTER TABLE pgindexes_paper CLUSTER ON paper_btree;
            COMMENT ON INDEX paper_h_include IS 'covering; by hand';
            """
        ),
    ]
