-- What columns of indexes have that is not the default; `opclass_options` are parameters of an operator class, such as
-- siglen.
SELECT a.attrelid, a.attnum, NULL::"char" AS attstorage, nullif({attcompression}, '') AS attcompression,
       nullif(a.attstattarget, -1)::int4 AS attstattarget, NULL::text[] AS attoptions, a.attoptions AS opclass_options
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('i', 'I') AND (a.attoptions IS NOT NULL OR coalesce(a.attstattarget, -1) >= 0 OR {attcompression} <> '')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
