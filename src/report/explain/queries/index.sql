SELECT n.nspname AS schema, pg_catalog.pg_get_indexdef(c.oid) AS definition, i.indisvalid AS valid{extra}
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = {name};
