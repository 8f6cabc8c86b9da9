-- Extended statistics; their names are among what is read by name only.
SELECT s.oid, s.stxrelid, s.stxkeys::int2[], s.stxkind::text[], {stxexprs} AS expressions, nullif(s.stxstattarget, -1)::int4 AS stxstattarget
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY s.oid
