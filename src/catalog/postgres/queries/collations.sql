SELECT c.oid, c.xmin, n.nspname::text, c.collname::text, c.collprovider, c.collcollate::text,
       c.collctype::text, {colllocale} AS colllocale, {collicurules} AS collicurules,
       NOT c.collisdeterministic AS nondeterministic
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_collation'::regclass AND x.objid = c.oid AND x.deptype = 'e')
ORDER BY c.oid
