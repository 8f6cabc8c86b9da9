SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_collation x
JOIN pg_catalog.pg_namespace n ON n.oid = x.collnamespace
WHERE x.collname = {name};
