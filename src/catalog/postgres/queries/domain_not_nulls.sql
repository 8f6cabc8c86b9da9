-- The names of domains' NOT NULL constraints, which servers since 17 keep.
SELECT c.contypid, c.conname::text
FROM pg_constraint c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.contypid <> 0 AND c.contype = 'n' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.contypid
