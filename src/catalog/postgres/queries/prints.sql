-- Conditions of some constraints ($1) and indexes ($2), for all that are stored alike.
SELECT 'c'::"char", c.oid, pg_get_expr(c.conbin, c.conrelid)
FROM pg_constraint c
WHERE c.oid = ANY ($1)
UNION ALL
SELECT 'i', i.indexrelid, pg_get_expr(i.indpred, i.indrelid)
FROM pg_index i
WHERE i.indexrelid = ANY ($2)
