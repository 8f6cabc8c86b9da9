-- What the database holds, aspect by aspect: oid, the oid of the table it hangs on, type, schema,
-- table, name, aspect, value. The empty aspect is the object itself, under its name.
WITH own AS (
    SELECT n.oid, n.nspname::text AS schema FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), tables AS (
    SELECT c.oid, o.schema, c.relname::text AS name, c.relpersistence
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
), columns AS (
    SELECT a.*, t.schema, t.name AS relation, d.adbin
    FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
), constraints AS (
    SELECT k.*, t.schema, t.name AS relation
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
), indexes AS (
    SELECT i.*, t.schema, t.name AS relation, c.relname::text AS name, c.reloptions, m.amname::text AS method
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN tables t ON t.oid = i.indrelid
    JOIN pg_am m ON m.oid = c.relam
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
)
SELECT oid::int8, 0::int8, 'table', schema, name, name, '', schema || '.' || name FROM tables
UNION ALL SELECT oid, 0, 'table', schema, name, name, 'persistence', relpersistence::text FROM tables
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, '', attname::text FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'type', format_type(atttypid, atttypmod) FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'nullable', attnotnull::text FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'collation', attcollation::text FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'identity', attidentity::text FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'default',
                 CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, attrelid) ELSE '' END FROM columns
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, 'generated',
                 CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, attrelid) ELSE '' END FROM columns
UNION ALL SELECT oid, conrelid, 'constraint', schema, relation, conname, '', conname::text FROM constraints
UNION ALL SELECT oid, conrelid, 'constraint', schema, relation, conname, 'expression', pg_get_constraintdef(oid) FROM constraints
UNION ALL SELECT oid, conrelid, 'constraint', schema, relation, conname, 'validated', convalidated::text FROM constraints
UNION ALL SELECT oid, conrelid, 'constraint', schema, relation, conname, 'deferrable', condeferrable::text || condeferred FROM constraints
UNION ALL SELECT oid, conrelid, 'constraint', schema, relation, conname, 'on_delete', confdeltype::text FROM constraints
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, '', name FROM indexes
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, 'unique', indisunique::text FROM indexes
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, 'valid', indisvalid::text FROM indexes
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, 'method', method FROM indexes
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, 'options', reloptions::text FROM indexes
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, 'predicate', pg_get_expr(indpred, indrelid) FROM indexes
UNION ALL SELECT t.oid, t.tgrelid, 'trigger', r.schema, r.name, t.tgname, a.aspect, a.value
    FROM pg_trigger t JOIN tables r ON r.oid = t.tgrelid
    CROSS JOIN LATERAL (VALUES ('', t.tgname::text), ('enabled', t.tgenabled::text)) AS a (aspect, value)
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL SELECT p.oid, p.polrelid, 'policy', r.schema, r.name, p.polname, a.aspect, a.value
    FROM pg_policy p JOIN tables r ON r.oid = p.polrelid
    CROSS JOIN LATERAL (VALUES ('', p.polname::text), ('using', pg_get_expr(p.polqual, p.polrelid))) AS a (aspect, value)
UNION ALL SELECT c.oid, 0, CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'materialized_view' END,
                 o.schema, NULL, c.relname, a.aspect, a.value
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                         AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || c.relname), ('bounds', s.seqincrement || '/' || s.seqmax),
                               ('owned_by', d.refobjid || '.' || d.refobjsubid),
                               ('body', CASE WHEN c.relkind <> 'S' THEN pg_get_viewdef(c.oid) END)) AS a (aspect, value)
    WHERE c.relkind IN ('S', 'v', 'm')
UNION ALL SELECT p.oid, 0, 'function', o.schema, NULL, p.proname, a.aspect, a.value
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || p.proname), ('body', p.prosrc),
                               ('volatility', p.provolatile::text), ('strict', p.proisstrict::text)) AS a (aspect, value)
UNION ALL SELECT t.oid, 0, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, o.schema, NULL, t.typname, a.aspect, a.value
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || t.typname),
        ('labels', (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)),
        ('default', t.typdefault), ('nullable', t.typnotnull::text)) AS a (aspect, value)
    WHERE t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c'
UNION ALL SELECT c.oid, 0, 'collation', o.schema, NULL, c.collname, '', c.collname::text
    FROM pg_collation c JOIN own o ON o.oid = c.collnamespace
UNION ALL SELECT s.oid, 0, 'statistics', o.schema, NULL, s.stxname, '', s.stxname::text
    FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace
UNION ALL SELECT e.oid, 0, 'extension', NULL, NULL, e.extname, '', e.extname::text
    FROM pg_extension e
