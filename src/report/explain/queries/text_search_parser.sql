SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_ts_parser x
JOIN pg_catalog.pg_namespace n ON n.oid = x.prsnamespace
WHERE x.prsname = {name};
