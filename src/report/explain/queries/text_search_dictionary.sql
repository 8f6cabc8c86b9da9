SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_ts_dict x
JOIN pg_catalog.pg_namespace n ON n.oid = x.dictnamespace
WHERE x.dictname = {name};
