SELECT x.*{extra}
FROM pg_catalog.pg_foreign_data_wrapper x
WHERE x.fdwname = {name};
