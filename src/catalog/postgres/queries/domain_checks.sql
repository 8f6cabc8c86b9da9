SELECT c.contypid, c.oid, c.conname::text, pg_get_expr(c.conbin, 0) AS expression, NOT c.convalidated AS not_valid
FROM pg_constraint c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.contypid <> 0 AND c.contype = 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.contypid, c.oid
