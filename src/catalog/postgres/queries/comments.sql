-- Comments on what users made: the catalog, the object, the number of a column, which part of it.
-- What has no identity of its own goes by that of its owner: a view's column, an attribute of a type,
-- the index of a constraint, a NOT NULL constraint.
SELECT CASE WHEN i.oid IS NOT NULL THEN 'pg_constraint'
            WHEN o.contype = 'n' AND o.conrelid <> 0 THEN 'pg_class'
            WHEN o.contype = 'n' OR c.relkind = 'c' THEN 'pg_type'
            ELSE k.relname::text END AS class,
       CASE WHEN i.oid IS NOT NULL THEN i.oid
            WHEN o.contype = 'n' THEN coalesce(nullif(o.conrelid, 0), o.contypid)
            WHEN c.relkind = 'c' THEN c.reltype
            ELSE d.objoid END AS object,
       CASE WHEN o.contype = 'n' AND o.conrelid <> 0 THEN o.conkey[1]::int4
            WHEN c.relkind IN ('v', 'm', 'c') THEN 0
            ELSE d.objsubid END AS num,
       CASE WHEN i.oid IS NOT NULL THEN 'index'
            WHEN o.contype = 'n' THEN 'not null'
            WHEN c.relkind IN ('v', 'm', 'c') THEN coalesce(a.attname::text, '')
            ELSE '' END AS part,
       d.description
FROM pg_description d
JOIN pg_class k ON k.oid = d.classoid
LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
LEFT JOIN pg_constraint i ON i.conindid = c.oid AND i.contype IN ('p', 'u', 'x')
LEFT JOIN pg_constraint o ON d.classoid = 'pg_constraint'::regclass AND o.oid = d.objoid
-- Below this number is what initdb made (FirstNormalObjectId of transam.h): plpgsql and public may be of a ledger.
WHERE (d.objoid >= 16384 OR k.relname IN ('pg_extension', 'pg_namespace'))
  AND k.relname IN ('pg_class', 'pg_constraint', 'pg_trigger', 'pg_policy', 'pg_rewrite', 'pg_namespace', 'pg_extension',
                    'pg_proc', 'pg_type', 'pg_collation', 'pg_statistic_ext')
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
ORDER BY 1, 2, 3, 4
