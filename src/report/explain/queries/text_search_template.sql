SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_ts_template x
JOIN pg_catalog.pg_namespace n ON n.oid = x.tmplnamespace
WHERE x.tmplname = {name};
