SELECT a.attrelid, a.attnum, a.xmin, a.attname::text, a.atttypid, a.atttypmod, a.attcollation,
       a.attnotnull, pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity, a.attgenerated,
       CASE WHEN co.oid IS NOT NULL THEN ARRAY[cn.nspname, co.collname]::text[] END AS collation, NOT a.attislocal AS inherited,
       -- What is not the default of the type.
       CASE WHEN c.relkind IN ('r', 'p', 'm') AND a.attstorage <> t.typstorage THEN a.attstorage END AS attstorage,
       CASE WHEN c.relkind IN ('r', 'p', 'm') THEN nullif({attcompression}, '') END AS attcompression,
       CASE WHEN c.relkind IN ('r', 'p', 'm') THEN nullif(a.attstattarget, -1)::int4 END AS attstattarget,
       CASE WHEN c.relkind IN ('r', 'p', 'm') THEN a.attoptions END AS attoptions
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND co.oid <> t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef
WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
