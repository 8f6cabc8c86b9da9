-- What the model has no place for: counted, so that nothing is left out in silence.
SELECT u.kind, count(*)
FROM (
    SELECT 'relation ' || c.relkind::text AS kind, c.oid, 'pg_class'::regclass AS class, c.relnamespace AS namespace
    FROM pg_class c
    WHERE c.relkind NOT IN ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'c', 't')
    UNION ALL
    SELECT 'constraint ' || c.contype::text, c.oid, 'pg_constraint'::regclass, c.connamespace
    FROM pg_constraint c
    -- Domains' own constraints, and constraint triggers, which are triggers.
    WHERE c.contype NOT IN ('c', 'f', 'n', 'p', 'u', 'x', 't')
) u
JOIN pg_namespace n ON n.oid = u.namespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = u.class AND e.objid = u.oid AND e.deptype = 'e')
GROUP BY u.kind
ORDER BY u.kind
