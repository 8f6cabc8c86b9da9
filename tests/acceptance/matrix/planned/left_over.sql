-- Takes away what a damage made to have something to point at or to move to, and no migration tells of: as nothing is dropped by
-- CASCADE, this fails where something still hangs on it.
DO $$
DECLARE
    one record;
BEGIN
    FOR round IN 1..3 LOOP
        FOR one IN
            SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
                   c.oid::regclass::text AS sql
            FROM pg_class c WHERE c.relname ~ '^zz_' AND c.relkind IN ('v', 'm', 'S', 'r', 'p')
            UNION ALL SELECT 'ROUTINE', p.oid::regprocedure::text FROM pg_proc p WHERE p.proname ~ '^zz_'
            UNION ALL SELECT 'TYPE', t.oid::regtype::text FROM pg_type t WHERE t.typname ~ '^zz_' AND t.typtype IN ('d', 'e')
            UNION ALL SELECT 'SCHEMA', quote_ident(n.nspname) FROM pg_namespace n WHERE n.nspname ~ '^zz_'
        LOOP
            BEGIN
                EXECUTE format('DROP %s %s', one.kind, one.sql);
            EXCEPTION WHEN OTHERS THEN
                NULL;
            END;
        END LOOP;
    END LOOP;
END $$;
