SELECT x.nspname AS name, x.nspowner::pg_catalog.regrole AS owner, x.nspacl AS privileges{extra}
FROM pg_catalog.pg_namespace x
WHERE x.nspname = {name};
