-- Columns of tables and views, and of those of indexes what is not the default: an index stores and compresses as its column. Tens of thousands of rows, so that nothing
-- is joined: names and defaults of types and collations are of other queries. A default names no column.
SELECT a.attrelid, a.attnum, a.xmin, a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull,
       CASE WHEN a.atthasdef THEN (
           SELECT pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END)
           FROM pg_attrdef d
           WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS expression,
       a.attidentity, a.attgenerated, NULL::text[] AS collation, NOT a.attislocal AS inherited, a.attstorage,
       nullif({attcompression}, '') AS attcompression, nullif(a.attstattarget, -1)::int4 AS attstattarget, a.attoptions
FROM pg_attribute a
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND (a.attrelid IN (
           SELECT c.oid
           FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
       OR ((a.attoptions IS NOT NULL OR coalesce(a.attstattarget, -1) >= 0) AND a.attrelid IN (
           SELECT c.oid
           FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('i', 'I') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')))
