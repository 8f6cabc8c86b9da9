SELECT c.oid, n.nspname::text, c.collname::text
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid = ANY ($1)
