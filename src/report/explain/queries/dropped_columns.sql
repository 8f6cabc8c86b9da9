SELECT n.nspname AS schema, a.attnum, a.attname, a.attisdropped
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = {table} AND a.attnum > 0
ORDER BY n.nspname, a.attnum;
