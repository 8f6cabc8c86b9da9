SELECT c.oid, c.xmin, n.nspname::text, c.relname::text, c.relkind, c.relpersistence = 'u' AS unlogged, c.reloptions,
       ts.spcname::text,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       h.parents,
       e.objid IS NOT NULL AS of_extension, c.relrowsecurity, c.relforcerowsecurity,
       ARRAY[ofn.nspname, oft.typname]::text[] AS of_type, c.relnatts
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_type oft ON oft.oid = c.reloftype AND c.reloftype <> 0
LEFT JOIN pg_namespace ofn ON ofn.oid = oft.typnamespace
LEFT JOIN (
    SELECT i.inhrelid, array_agg(i.inhparent ORDER BY i.inhseqno) AS parents
    FROM pg_inherits i
    GROUP BY i.inhrelid
) h ON h.inhrelid = c.oid
LEFT JOIN pg_depend e ON e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e'
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.oid
