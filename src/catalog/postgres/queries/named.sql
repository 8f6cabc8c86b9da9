-- Objects of which only the name is read: kind, oid, schema, name, table.
SELECT 'rule', r.oid, n.nspname::text, r.rulename::text, r.ev_class
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT 'statistics', s.oid, n.nspname::text, s.stxname::text, s.stxrelid
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
