-- Django names the database of its tests after the one that they are of.
SELECT datname::text
FROM pg_catalog.pg_database
WHERE datallowconn AND NOT datistemplate AND datname <> pg_catalog.current_database()
  AND pg_catalog.has_database_privilege(oid, 'CONNECT')
ORDER BY datname = 'test_' || pg_catalog.current_database() DESC, datname
