SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_opclass x
JOIN pg_catalog.pg_namespace n ON n.oid = x.opcnamespace
JOIN pg_catalog.pg_am m ON m.oid = x.opcmethod
WHERE x.opcname || ' USING ' || m.amname = {name};
