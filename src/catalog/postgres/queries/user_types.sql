-- Types that users made, base types and shells too; tables' row types, arrays and multiranges are none.
SELECT t.oid, t.xmin, n.nspname::text, t.typname::text,
       CASE WHEN t.typisdefined THEN t.typtype::text ELSE 'b' END AS typtype, l.labels,
       CASE t.typtype WHEN 'd' THEN t.typbasetype WHEN 'r' THEN r.rngsubtype END AS below, t.typtypmod,
       t.typnotnull, pg_get_expr(t.typdefaultbin, 0) AS default_expression,
       ARRAY[cn.nspname, co.collname]::text[] AS collation, ARRAY[opn.nspname, op.opcname]::text[] AS opclass, op.opcdefault,
       ARRAY[fn.nspname, f.proname]::text[] AS rngcanonical, ARRAY[dn.nspname, d.proname]::text[] AS rngsubdiff,
       ARRAY[mn.nspname, m.typname]::text[] AS rngmultitypid
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype WHEN 'r' THEN r.rngsubtype END
-- Only a collation that is not the one of the type below.
LEFT JOIN pg_collation co ON co.oid = CASE t.typtype WHEN 'd' THEN t.typcollation WHEN 'r' THEN r.rngcollation END
    AND co.oid <> b.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_opclass op ON op.oid = r.rngsubopc
LEFT JOIN pg_namespace opn ON opn.oid = op.opcnamespace
LEFT JOIN pg_proc f ON f.oid = r.rngcanonical
LEFT JOIN pg_namespace fn ON fn.oid = f.pronamespace
LEFT JOIN pg_proc d ON d.oid = r.rngsubdiff
LEFT JOIN pg_namespace dn ON dn.oid = d.pronamespace
LEFT JOIN pg_type m ON m.oid = {rngmultitypid}
LEFT JOIN pg_namespace mn ON mn.oid = m.typnamespace
LEFT JOIN (
    SELECT e.enumtypid, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
    FROM pg_enum e
    GROUP BY e.enumtypid
) l ON l.enumtypid = t.oid
WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c') OR NOT t.typisdefined
       OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)))
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
ORDER BY t.oid
