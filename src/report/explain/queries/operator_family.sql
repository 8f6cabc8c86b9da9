SELECT n.nspname AS schema, x.*{extra}
FROM pg_catalog.pg_opfamily x
JOIN pg_catalog.pg_namespace n ON n.oid = x.opfnamespace
JOIN pg_catalog.pg_am m ON m.oid = x.opfmethod
WHERE x.opfname || ' USING ' || m.amname = {name};
