from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kinds", "0024_run_python")]
    operations = [
        migrations.RunSQL(
            """
            CREATE EXTENSION tablefunc SCHEMA kinds_aside VERSION '1.0';
            CREATE TEXT SEARCH DICTIONARY kinds_words (TEMPLATE = snowball, Language = english, StopWords = english);
            CREATE TEXT SEARCH CONFIGURATION kinds_plain (PARSER = default);
            ALTER TEXT SEARCH CONFIGURATION kinds_plain ADD MAPPING FOR asciiword, word WITH kinds_words, simple;
            CREATE CONVERSION kinds_conversion FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
            CREATE OPERATOR FAMILY kinds_family USING btree;
            CREATE FUNCTION kinds_watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER kinds_watch ON ddl_command_end WHEN TAG IN ('CREATE CAST') EXECUTE FUNCTION kinds_watched();
            CREATE FOREIGN DATA WRAPPER kinds_files VALIDATOR postgresql_fdw_validator;
            CREATE SERVER kinds_there TYPE 't' VERSION '1' FOREIGN DATA WRAPPER kinds_files OPTIONS (host 'h', port '5432');
            CREATE PUBLICATION kinds_news FOR TABLE kinds_item, kinds_done WITH (publish = 'insert, update');
            CREATE ACCESS METHOD kinds_tree TYPE INDEX HANDLER bthandler;
            CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
            """
        ),
        migrations.RunSQL(
            """
            ALTER TEXT SEARCH DICTIONARY kinds_words (StopWords);
            ALTER TEXT SEARCH CONFIGURATION kinds_plain ADD MAPPING FOR email WITH simple;
            ALTER CONVERSION kinds_conversion RENAME TO kinds_latin;
            ALTER SERVER kinds_there OPTIONS (SET host 'i');
            ALTER PUBLICATION kinds_news ADD TABLE kinds_account;
            """
        ),
    ]
