SELECT n.nspname AS schema, pg_catalog.has_schema_privilege({role}, n.oid, 'USAGE') AS may_use_schema,
       count(c.oid) AS tables, count(*) FILTER (WHERE pg_catalog.has_table_privilege({role}, c.oid, 'SELECT')) AS readable
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
WHERE n.nspname = {name}
GROUP BY n.oid, n.nspname;
