-- What a database holds, aspect by aspect: type, schema, table, name, aspect, value. The empty aspect
-- is the object itself. No value is an oid, so that those of two databases can be compared. Types
-- and aspects have the words of the tool's findings, and `definition` is all that has no such word.
WITH own AS (
    SELECT n.oid, n.nspname::text AS schema FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), of_extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relations AS (
    SELECT c.*, o.schema, c.relname::text AS name, CASE c.relkind
               WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' ELSE 'table'
           END AS type
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'S', 'v', 'm')
      AND ('pg_class'::regclass, c.oid) NOT IN (SELECT * FROM of_extensions)
), tables AS (
    SELECT * FROM relations WHERE type = 'table'
), columns AS (
    SELECT a.*, t.schema, t.name AS relation, pg_get_expr(d.adbin, d.adrelid) AS expression, l.collname::text AS collation
    FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped
), constraints AS (
    SELECT k.*, t.schema, t.name AS relation
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
), indexes AS (
    SELECT i.*, r.schema, r.name AS relation, c.relname::text AS name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN relations r ON r.oid = i.indrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
), sequences AS (
    SELECT r.oid, r.schema, r.name, s.*,
           (SELECT n.nspname || '.' || u.relname || '.' || a.attname
            FROM pg_depend d JOIN pg_class u ON u.oid = d.refobjid JOIN pg_namespace n ON n.oid = u.relnamespace
            JOIN pg_attribute a ON a.attrelid = u.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AS owned_by
    FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
), functions AS (
    SELECT p.*, o.schema, pg_get_function_identity_arguments(p.oid) AS arguments
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace
    WHERE ('pg_proc'::regclass, p.oid) NOT IN (SELECT * FROM of_extensions)
), types AS (
    SELECT t.*, o.schema, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS type
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c')
      AND ('pg_type'::regclass, t.oid) NOT IN (SELECT * FROM of_extensions)
)
SELECT 'schema' AS type, schema, NULL AS relation, schema AS name, '' AS aspect, schema AS value FROM own
UNION ALL SELECT 'extension', NULL, NULL, extname, a.aspect, a.value
    FROM pg_extension e CROSS JOIN LATERAL (VALUES
        ('', e.extname::text), ('schema', e.extnamespace::regnamespace::text)) AS a (aspect, value)
UNION ALL SELECT r.type, r.schema, r.name, r.name, a.aspect, a.value
    FROM relations r CROSS JOIN LATERAL (VALUES
        ('', r.name),
        ('persistence', r.relpersistence::text),
        ('options', r.reloptions::text),
        ('row_security', r.relrowsecurity::text),
        ('force_row_security', r.relforcerowsecurity::text),
        ('bound', pg_get_expr(r.relpartbound, r.oid)),
        ('partition', CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END),
        ('body', CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END),
        ('comment', obj_description(r.oid, 'pg_class'))) AS a (aspect, value)
    WHERE r.type <> 'sequence'
UNION ALL SELECT 'sequence', s.schema, NULL, s.name, a.aspect, a.value
    FROM sequences s CROSS JOIN LATERAL (VALUES
        ('', s.name),
        ('type', format_type(s.seqtypid, NULL)),
        ('bounds', concat_ws('/', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)),
        ('owned_by', s.owned_by)) AS a (aspect, value)
UNION ALL SELECT 'column', c.schema, c.relation, c.attname, a.aspect, a.value
    FROM columns c CROSS JOIN LATERAL (VALUES
        ('', c.attname::text),
        ('type', format_type(c.atttypid, c.atttypmod)),
        ('nullable', c.attnotnull::text),
        ('collation', c.collation),
        ('identity', c.attidentity::text),
        ('default', CASE WHEN c.attgenerated = '' THEN c.expression END),
        ('generated', CASE WHEN c.attgenerated <> '' THEN c.expression END),
        ('storage', c.attstorage::text),
        ('comment', col_description(c.attrelid, c.attnum))) AS a (aspect, value)
UNION ALL SELECT 'constraint', k.schema, k.relation, k.conname, a.aspect, a.value
    FROM constraints k CROSS JOIN LATERAL (VALUES
        ('', k.conname::text),
        ('definition', pg_get_constraintdef(k.oid)),
        ('comment', obj_description(k.oid, 'pg_constraint'))) AS a (aspect, value)
UNION ALL SELECT 'index', i.schema, i.relation, i.name, a.aspect, a.value
    FROM indexes i CROSS JOIN LATERAL (VALUES
        ('', i.name),
        ('definition', pg_get_indexdef(i.indexrelid)),
        ('valid', i.indisvalid::text),
        ('comment', obj_description(i.indexrelid, 'pg_class'))) AS a (aspect, value)
UNION ALL SELECT 'trigger', r.schema, r.name, t.tgname, a.aspect, a.value
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid CROSS JOIN LATERAL (VALUES
        ('', t.tgname::text),
        ('definition', pg_get_triggerdef(t.oid)),
        ('enabled', t.tgenabled::text)) AS a (aspect, value)
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL SELECT 'rule', r.schema, r.name, u.rulename, a.aspect, a.value
    FROM pg_rewrite u JOIN relations r ON r.oid = u.ev_class CROSS JOIN LATERAL (VALUES
        ('', u.rulename::text),
        ('definition', pg_get_ruledef(u.oid)),
        ('enabled', u.ev_enabled::text)) AS a (aspect, value)
    WHERE u.rulename <> '_RETURN'
UNION ALL SELECT 'policy', r.schema, r.name, p.polname, a.aspect, a.value
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid CROSS JOIN LATERAL (VALUES
        ('', p.polname::text),
        ('definition', p.polcmd::text || p.polpermissive || p.polroles::regrole[]::text),
        ('using', pg_get_expr(p.polqual, p.polrelid)),
        ('check', pg_get_expr(p.polwithcheck, p.polrelid))) AS a (aspect, value)
UNION ALL SELECT 'function', f.schema, NULL, f.proname, 'definition of (' || f.arguments || ')',
        CASE WHEN f.prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(f.oid) END
    FROM functions f
UNION ALL SELECT t.type, t.schema, NULL, t.typname, a.aspect, a.value
    FROM types t CROSS JOIN LATERAL (VALUES
        ('', t.typname::text),
        ('labels', (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)),
        ('attributes', (SELECT string_agg(b.attname || ' ' || format_type(b.atttypid, b.atttypmod), ',' ORDER BY b.attnum)
                        FROM pg_attribute b WHERE b.attrelid = t.typrelid AND NOT b.attisdropped)),
        ('type', CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END),
        ('definition', (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ',' ORDER BY k.conname)
                        FROM pg_constraint k WHERE k.contypid = t.oid)),
        ('default', t.typdefault),
        ('nullable', t.typnotnull::text)) AS a (aspect, value)
UNION ALL SELECT 'collation', o.schema, NULL, c.collname, a.aspect, a.value
    FROM pg_collation c JOIN own o ON o.oid = c.collnamespace CROSS JOIN LATERAL (VALUES
        ('', c.collname::text),
        ('provider', c.collprovider::text),
        ('deterministic', c.collisdeterministic::text)) AS a (aspect, value)
UNION ALL SELECT 'statistics', o.schema, NULL, s.stxname, a.aspect, a.value
    FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace CROSS JOIN LATERAL (VALUES
        ('', s.stxname::text),
        ('definition', pg_get_statisticsobjdef(s.oid))) AS a (aspect, value)
