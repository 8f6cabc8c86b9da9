SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_ts_config x
JOIN pg_catalog.pg_namespace n ON n.oid = x.cfgnamespace
WHERE x.cfgname = {name};
