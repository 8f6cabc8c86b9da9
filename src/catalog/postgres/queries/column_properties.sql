-- What columns of tables and indexes have that is not the default of their type.
SELECT a.attrelid, a.attnum,
       CASE WHEN c.relkind <> 'i' AND c.relkind <> 'I' AND a.attstorage <> t.typstorage THEN a.attstorage END AS attstorage,
       nullif({attcompression}, '') AS attcompression, nullif(a.attstattarget, -1)::int4 AS attstattarget,
       CASE WHEN c.relkind <> 'i' AND c.relkind <> 'I' THEN a.attoptions END AS attoptions
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (a.attstorage <> t.typstorage OR {attcompression} <> '' OR coalesce(a.attstattarget, -1) >= 0
       OR a.attoptions IS NOT NULL)
ORDER BY a.attrelid, a.attnum
