-- Puts up to three rows into each table that takes any: what refers to another row finds one, what has a default keeps it, and a
-- row that a constraint or a trigger refuses is left out. What needs rows of other tables gets its own in a later round.
SET CONSTRAINTS ALL IMMEDIATE;

CREATE FUNCTION pg_temp.some_value(of oid, length integer, number integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    tried text;
    shown text := format_type(of, length);
    label text := (SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = of ORDER BY enumsortorder LIMIT 1);
    texts text[] := ARRAY['x' || number];
BEGIN
    IF (SELECT typcategory FROM pg_type WHERE oid = of) <> 'S' THEN
        texts := ARRAY[number::text, '2020-01-0' || number, md5(number::text)::uuid::text, '{}', '10.0.0.' || number, 'empty', '(1,1)',
                       '(1,1),(2,2)', '<(1,1),1>', '{1,1,0}', '08:00:2b:01:02:0' || number, '<a>1</a>', '"a"=>"1"'] || texts;
    END IF;
    IF label IS NOT NULL THEN
        RETURN label;
    END IF;
    FOREACH tried IN ARRAY texts LOOP
        BEGIN
            EXECUTE format('SELECT %L::%s', tried, shown);
            RETURN format('%L::%s', tried, shown);
        EXCEPTION WHEN OTHERS THEN
            NULL;
        END;
    END LOOP;
    RETURN 'NULL';
END $$;

DO $$
DECLARE
    one record;
    number integer;
    there bigint;
    names text;
    filled text;
BEGIN
    FOR round IN 1..4 LOOP
        FOR one IN
            SELECT c.oid, c.oid::regclass AS sql FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> 'django_migrations'
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY c.relname
        LOOP
            EXECUTE format('SELECT count(*) FROM %s', one.sql) INTO there;
            FOR number IN there + 1..3 LOOP
                SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
                       string_agg(coalesce(
                           (SELECT format('(SELECT %I FROM %s ORDER BY ctid OFFSET %s LIMIT 1)', b.attname, k.confrelid::regclass, number - 1)
                            FROM pg_constraint k, unnest(k.conkey, k.confkey) AS pair (own, other)
                            JOIN pg_attribute b ON b.attnum = pair.other
                            WHERE k.contype = 'f' AND k.conrelid = a.attrelid AND pair.own = a.attnum AND b.attrelid = k.confrelid LIMIT 1),
                           pg_temp.some_value(a.atttypid, a.atttypmod, number)), ', ' ORDER BY a.attnum)
                INTO names, filled
                FROM pg_attribute a
                WHERE a.attrelid = one.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' AND NOT a.atthasdef;
                BEGIN
                    IF names IS NULL THEN
                        EXECUTE format('INSERT INTO %s DEFAULT VALUES', one.sql);
                    ELSE
                        EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', one.sql, names, filled);
                    END IF;
                EXCEPTION WHEN OTHERS THEN
                    NULL;
                END;
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
