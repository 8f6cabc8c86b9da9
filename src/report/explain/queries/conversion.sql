SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_conversion x
JOIN pg_catalog.pg_namespace n ON n.oid = x.connamespace
WHERE x.conname = {name};
