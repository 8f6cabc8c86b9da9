-- Rules, with what they do, and objects of which only the name is read: kind, oid, schema, name, table.
SELECT 'rule' AS kind, r.oid, n.nspname::text, r.rulename::text AS name, r.ev_class AS relation, r.ev_enabled,
       pg_get_ruledef(r.oid, false) AS definition
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_rewrite'::regclass AND e.objid = r.oid AND e.deptype = 'e')
UNION ALL
SELECT 'statistics', s.oid, n.nspname::text, s.stxname::text, s.stxrelid, 'O'::"char", NULL
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
