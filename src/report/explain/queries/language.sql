SELECT x.*{extra}
FROM pg_catalog.pg_language x
WHERE x.lanname = {name};
