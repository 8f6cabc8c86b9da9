SELECT n.nspname AS schema, c.relname AS name, s.seqtypid::pg_catalog.regtype AS type, s.seqstart AS start,
       s.seqincrement AS increment, s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle,
       (SELECT d.refobjid::pg_catalog.regclass || '.' || a.attname
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::pg_catalog.regclass AND d.objid = c.oid
          AND d.deptype IN ('a', 'i')) AS owned_by{extra}
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = {name};
