SELECT c.oid, c.xmin, c.conrelid, c.conname::text, c.contype, c.conkey::int2[],
       c.confrelid, c.confkey::int2[], c.confmatchtype, c.confdeltype, c.confupdtype, {confdelsetcols},
       c.condeferrable, c.condeferred, c.convalidated, {conenforced}, c.connoinherit, {conperiod}, c.conislocal,
       c.conindid,
       CASE c.contype WHEN 'c' THEN pg_get_expr(c.conbin, c.conrelid) END,
       CASE c.contype WHEN 'x' THEN ARRAY(
           SELECT CASE WHEN s.nspname = 'pg_catalog' THEN o.oprname::text ELSE quote_ident(s.nspname) || '.' || o.oprname END
           FROM unnest(c.conexclop) WITH ORDINALITY AS x (operator, position)
           JOIN pg_operator o ON o.oid = x.operator
           JOIN pg_namespace s ON s.oid = o.oprnamespace
           ORDER BY x.position) END
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.contype IN ('c', 'f', 'n', 'p', 'u', 'x') AND t.relkind IN ('r', 'p', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.oid
