SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind{extra}
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = {name};
