SELECT x.*{extra}
FROM pg_catalog.pg_foreign_server x
WHERE x.srvname = {name};
