SELECT n.nspname AS schema, x.extname AS name, x.extversion AS version{extra}
FROM pg_catalog.pg_extension x
JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
WHERE x.extname = {name};
