SELECT pg_catalog.to_regclass({unqualified}) AS unqualified, pg_catalog.to_regclass({qualified}) AS expected,
       pg_catalog.current_schemas(true) AS search_path;
