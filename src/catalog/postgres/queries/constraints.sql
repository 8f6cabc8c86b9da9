SELECT c.oid, c.xmin, c.conrelid, c.conname, c.contype, c.conkey::int2[],
       c.confrelid, c.confkey::int2[], c.confmatchtype, c.confdeltype, c.confupdtype, {confdelsetcols} AS confdelsetcols,
       c.condeferrable, c.condeferred, NOT c.convalidated AS not_valid, NOT {conenforced} AS not_enforced,
       -- The server sets it on keys too, where it says nothing.
       c.connoinherit AND c.contype IN ('c', 'n') AS no_inherit, {conperiod} AS conperiod, NOT c.conislocal AS inherited,
       c.conindid, coalesce(g.unchecked, false) AS unchecked, coalesce(g.unguarded, false) AS unguarded,
       -- What is stored alike prints alike (prints.sql), but where it names the table: a whole row.
       NULL::text AS expression,
       CASE WHEN c.contype = 'c' THEN
           CASE WHEN strpos(c.conbin::text, ':varattno 0 ') > 0 THEN oidsend(c.oid)
                ELSE sha256(convert_to(c.conbin::text, getdatabaseencoding())) END END AS stored,
       CASE c.contype WHEN 'x' THEN ARRAY(
           SELECT CASE WHEN s.nspname = 'pg_catalog' THEN o.oprname::text ELSE quote_ident(s.nspname) || '.' || o.oprname END
           FROM unnest(c.conexclop) WITH ORDINALITY AS x (operator, position)
           JOIN pg_operator o ON o.oid = x.operator
           JOIN pg_namespace s ON s.oid = o.oprnamespace
           ORDER BY x.position) END AS operators
FROM pg_constraint c
LEFT JOIN (
    SELECT g.tgconstraint, bool_or(g.tgrelid = k.conrelid) AS unchecked, bool_or(g.tgrelid = k.confrelid) AS unguarded
    FROM pg_trigger g
    JOIN pg_constraint k ON k.oid = g.tgconstraint
    WHERE g.tgisinternal AND g.tgenabled IN ('D', 'R')
    GROUP BY g.tgconstraint
) g ON g.tgconstraint = c.oid AND c.contype = 'f'
WHERE c.contype IN ('c', 'f', 'n', 'p', 'u', 'x') AND c.conrelid <> 0
  AND c.connamespace NOT IN (SELECT n.oid FROM pg_namespace n WHERE n.nspname ~ '^pg_' OR n.nspname = 'information_schema')
