SELECT c.oid, c.xmin, n.nspname, c.relname, c.relkind, c.relpersistence = 'u' AS unlogged, c.reloptions,
       ts.spcname,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       h.parents,
       -- By the extensions: there are fewer of them than relations.
       c.oid IN (
           SELECT e.objid
           FROM pg_depend e
           WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_class'::regclass AND e.deptype = 'e') AS of_extension,
       c.relrowsecurity, c.relforcerowsecurity,
       CASE WHEN c.reloftype <> 0 THEN (
           SELECT ARRAY[ofn.nspname, oft.typname]::text[]
           FROM pg_type oft
           JOIN pg_namespace ofn ON ofn.oid = oft.typnamespace
           WHERE oft.oid = c.reloftype) END AS of_type,
       c.relnatts,
       -- What is not the default; the rows of indexes tell the rest.
       nullif(m.amname, 'heap') AS method, nullif(c.relreplident, 'd') AS relreplident, 0::oid AS replica_index,
       0::oid AS clustered_on, t.reloptions AS toast_options, c.reltoastrelid = 0 AS untoasted,
       -- As they were last counted; before 14 what was never counted has no rows.
       CASE WHEN c.relkind IN ('r', 'm') AND (
           c.reltuples > 0 OR c.reltuples = 0 AND current_setting('server_version_num')::int >= 140000)
       THEN c.reltuples::bigint END AS counted_rows,
       CASE WHEN c.relkind IN ('r', 'm') THEN
           nullif(c.relpages, 0)::bigint * current_setting('block_size')::bigint END AS counted_bytes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN (
    SELECT i.inhrelid, array_agg(i.inhparent ORDER BY i.inhseqno) AS parents
    FROM pg_inherits i
    GROUP BY i.inhrelid
) h ON h.inhrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
