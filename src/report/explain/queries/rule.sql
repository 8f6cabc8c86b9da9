SELECT n.nspname AS schema, pg_catalog.pg_get_ruledef(r.oid) AS definition, r.ev_enabled AS enabled{extra}
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename = {name} AND c.relname = {table};
