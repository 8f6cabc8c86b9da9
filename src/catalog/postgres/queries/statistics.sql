-- Extended statistics; their names are among what is read by name only.
SELECT s.oid, s.stxrelid, s.stxkeys::int2[], s.stxkind::text[], {stxexprs}, nullif(s.stxstattarget, -1)::int4
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY s.oid
