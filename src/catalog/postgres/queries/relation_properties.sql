-- What tables and materialized views have that is not the default, and which have no TOAST table.
SELECT c.oid, nullif(m.amname::text, 'heap') AS method, nullif(c.relreplident, 'd') AS relreplident,
       i.indexrelid AS replica_index, k.indexrelid AS clustered_on, t.reloptions AS toast_options,
       c.reltoastrelid = 0 AS untoasted
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisreplident
LEFT JOIN pg_index k ON k.indrelid = c.oid AND k.indisclustered
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (m.amname <> 'heap' OR c.relreplident <> 'd' OR k.indexrelid IS NOT NULL OR t.reloptions IS NOT NULL
       OR c.reltoastrelid = 0)
ORDER BY c.oid
