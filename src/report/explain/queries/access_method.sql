SELECT x.*{extra}
FROM pg_catalog.pg_am x
WHERE x.amname = {name};
