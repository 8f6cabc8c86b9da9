SELECT o.oid, n.nspname::text, o.opcname::text, m.amname::text, o.opcintype, o.opcdefault
FROM pg_opclass o
JOIN pg_namespace n ON n.oid = o.opcnamespace
JOIN pg_am m ON m.oid = o.opcmethod
ORDER BY o.oid
