SELECT n.nspname AS schema, pg_catalog.has_schema_privilege({role}, n.oid, 'USAGE') AS may_use_schema,
       pg_catalog.has_table_privilege({role}, c.oid, 'SELECT') AS may_read, c.relacl AS granted
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = {name};
