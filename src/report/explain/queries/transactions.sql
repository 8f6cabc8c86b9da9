SELECT n.nspname AS schema, c.relname AS name, c.oid, c.xmin, a.attname AS column, a.xmin AS xmin_of_column
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relname = {table}
ORDER BY n.nspname, a.attnum;
