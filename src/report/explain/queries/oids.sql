SELECT c.oid, c.oid::pg_catalog.regclass AS name, c.relkind AS kind, c.xmin
FROM pg_catalog.pg_class c
WHERE c.oid >= 16384
ORDER BY c.oid;
