-- Every fault that SQL can do to each object here: its name, the damage, and the finding that it
-- must be (kind, type, schema, table, name, aspect).
WITH own AS (
    SELECT n.oid, n.nspname::text AS schema FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), tables AS (
    SELECT c.oid, o.schema, c.relname::text AS name, c.relkind, c.relispartition, c.relpersistence,
           format('%I.%I', o.schema, c.relname) AS sql
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relname <> 'django_migrations'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), columns AS (
    SELECT a.*, a.attname::text AS name, t.schema, t.name AS relation, t.sql, format('%I', a.attname) AS column_sql,
           format_type(a.atttypid, a.atttypmod) AS shown, pg_get_expr(d.adbin, d.adrelid) AS default_sql
    FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attislocal
), constraints AS (
    SELECT k.*, k.conname::text AS name, t.schema, t.name AS relation, t.sql, format('%I', k.conname) AS constraint_sql,
           pg_get_constraintdef(k.oid) AS definition
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conislocal
), indexes AS (
    SELECT i.*, c.relname::text AS name, t.schema, t.name AS relation, t.sql, t.relkind, format('%I.%I', t.schema, c.relname) AS index_sql,
           pg_get_indexdef(i.indexrelid) AS definition, m.amname, c.reloptions,
           regexp_replace(pg_get_indexdef(i.indexrelid), '( WITH \(.*?\))?( WHERE .*)?$', '') AS plain
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN tables t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam
    WHERE NOT c.relispartition
      -- Making such an index anew loses a setting: that would be a second fault.
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget > 0)
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
)
-- Tables
SELECT 'drop a table', format('DROP TABLE %s CASCADE', sql), 'missing', 'table', schema, name, name, NULL FROM tables
UNION ALL SELECT 'rename a table', format('ALTER TABLE %s RENAME TO zz_other', sql), 'missing', 'table', schema, name, name, NULL FROM tables
UNION ALL SELECT 'move a table', format('CREATE SCHEMA zz_away; ALTER TABLE %s SET SCHEMA zz_away', sql), 'misplaced', 'table', schema, name, name, NULL
    FROM tables
UNION ALL SELECT 'another persistence', format('ALTER TABLE %s SET %s', sql, CASE relpersistence WHEN 'u' THEN 'LOGGED' ELSE 'UNLOGGED' END),
    'different', 'table', schema, name, name, 'persistence' FROM tables WHERE relkind = 'r'
UNION ALL SELECT 'an extra column', format('ALTER TABLE %s ADD COLUMN zz_extra integer', sql), 'unexpected', 'column', schema, name, 'zz_extra', NULL
    FROM tables WHERE NOT relispartition
UNION ALL SELECT 'an extra check', format('ALTER TABLE %s ADD CONSTRAINT zz_extra CHECK (true)', sql), 'unexpected', 'constraint', schema, name, 'zz_extra', NULL
    FROM tables
UNION ALL SELECT 'an extra index', format('CREATE INDEX zz_extra ON %s ((1))', sql), 'unexpected', 'index', schema, name, 'zz_extra', NULL FROM tables
UNION ALL SELECT 'an extra trigger', format('CREATE TRIGGER zz_extra BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', sql),
    'unexpected', 'trigger', schema, name, 'zz_extra', NULL FROM tables
-- Columns
UNION ALL SELECT 'drop a column', format('ALTER TABLE %s DROP COLUMN %s CASCADE', sql, column_sql), 'missing', 'column', schema, relation, name, NULL FROM columns
UNION ALL SELECT 'rename a column', format('ALTER TABLE %s RENAME COLUMN %s TO zz_other', sql, column_sql), 'missing', 'column', schema, relation, name, NULL
    FROM columns
UNION ALL SELECT 'change nullability', format('ALTER TABLE %s ALTER COLUMN %s %s NOT NULL', sql, column_sql, CASE WHEN attnotnull THEN 'DROP' ELSE 'SET' END),
    'different', 'column', schema, relation, name, 'nullable' FROM columns
UNION ALL SELECT 'change the type', format('ALTER TABLE %s ALTER COLUMN %s TYPE %s USING NULL', sql, column_sql,
    CASE shown WHEN 'integer' THEN 'bigint' WHEN 'bigint' THEN 'integer' WHEN 'text' THEN 'varchar' ELSE 'text' END),
    'different', 'column', schema, relation, name, 'type' FROM columns WHERE attgenerated = '' AND attidentity = '' AND attcollation IN (0, 100)
UNION ALL SELECT 'change the length', format('ALTER TABLE %s ALTER COLUMN %s TYPE varchar(7777)', sql, column_sql), 'different', 'column', schema, relation, name, 'type'
    FROM columns WHERE shown LIKE 'character varying(%)' AND attgenerated = '' AND attcollation = 100
UNION ALL SELECT 'another collation', format('ALTER TABLE %s ALTER COLUMN %s TYPE %s COLLATE "POSIX"', sql, column_sql, shown),
    'different', 'column', schema, relation, name, 'collation' FROM columns WHERE attcollation <> 0 AND attgenerated = ''
UNION ALL SELECT 'an extra default', format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT nullif(NULL::%s, NULL::%s)', sql, column_sql, shown, shown),
    'different', 'column', schema, relation, name, 'default' FROM columns WHERE default_sql IS NULL AND attidentity = ''
UNION ALL SELECT 'drop the default', format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', sql, column_sql), 'different', 'column', schema, relation, name, 'default'
    FROM columns WHERE default_sql IS NOT NULL AND attgenerated = ''
UNION ALL SELECT 'drop the expression', format('ALTER TABLE %s ALTER COLUMN %s DROP EXPRESSION', sql, column_sql), 'different', 'column', schema, relation, name,
    'generated' FROM columns WHERE attgenerated = 's'
UNION ALL SELECT 'drop the identity', format('ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY', sql, column_sql), 'different', 'column', schema, relation, name, 'identity'
    FROM columns WHERE attidentity <> ''
UNION ALL SELECT 'another identity', format('ALTER TABLE %s ALTER COLUMN %s SET GENERATED %s', sql, column_sql,
    CASE attidentity WHEN 'a' THEN 'BY DEFAULT' ELSE 'ALWAYS' END), 'different', 'column', schema, relation, name, 'identity' FROM columns WHERE attidentity <> ''
-- Constraints
UNION ALL SELECT 'drop a constraint', format('ALTER TABLE %s DROP CONSTRAINT %s CASCADE', sql, constraint_sql), 'missing', 'constraint', schema, relation, name, NULL
    FROM constraints
UNION ALL SELECT 'rename a constraint', format('ALTER TABLE %s RENAME CONSTRAINT %s TO zz_other', sql, constraint_sql),
    'missing', 'constraint', schema, relation, name, NULL FROM constraints
UNION ALL SELECT 'not validated', format('ALTER TABLE %s DROP CONSTRAINT %s; ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID', sql, constraint_sql, sql, constraint_sql, definition),
    'invalid', 'constraint', schema, relation, name, 'validated' FROM constraints WHERE contype IN ('c', 'f') AND convalidated
UNION ALL SELECT 'another check', format('ALTER TABLE %s DROP CONSTRAINT %s; ALTER TABLE %s ADD CONSTRAINT %s CHECK ((%s) OR 1 > 2)%s', sql, constraint_sql, sql, constraint_sql,
    pg_get_expr(conbin, conrelid), CASE WHEN connoinherit THEN ' NO INHERIT' ELSE '' END || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END), 'different', 'constraint', schema, relation, name, 'expression'
    FROM constraints WHERE contype = 'c'
UNION ALL SELECT 'another ON DELETE', format('ALTER TABLE %s DROP CONSTRAINT %s; ALTER TABLE %s ADD CONSTRAINT %s %s', sql, constraint_sql, sql, constraint_sql,
    regexp_replace(regexp_replace(definition, ' ON DELETE (CASCADE|SET NULL( \(.*?\))?|SET DEFAULT|RESTRICT)', ''), '\)((?: MATCH FULL| ON UPDATE (?:CASCADE|SET NULL|SET DEFAULT|RESTRICT))*)((?: DEFERRABLE.*| NOT VALID)?)$',
    CASE confdeltype WHEN 'c' THEN ')\1 ON DELETE RESTRICT\2' ELSE ')\1 ON DELETE CASCADE\2' END)),
    'different', 'constraint', schema, relation, name, 'on_delete' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another deferrability', format('ALTER TABLE %s ALTER CONSTRAINT %s %s', sql, constraint_sql, CASE WHEN condeferrable THEN 'NOT DEFERRABLE' ELSE 'DEFERRABLE' END),
    'different', 'constraint', schema, relation, name, 'deferrable' FROM constraints WHERE contype = 'f'
-- Indexes
UNION ALL SELECT 'drop an index', format('DROP INDEX %s', index_sql), 'missing', 'index', schema, relation, name, NULL FROM indexes
UNION ALL SELECT 'rename an index', format('ALTER INDEX %s RENAME TO zz_other', index_sql), 'missing', 'index', schema, relation, name, NULL FROM indexes
UNION ALL SELECT 'an invalid index', format('UPDATE pg_index SET indisvalid = false WHERE indexrelid = %L::regclass', index_sql),
    'invalid', 'index', schema, relation, name, 'valid' FROM indexes WHERE relkind = 'r'
UNION ALL SELECT 'another predicate', format('DROP INDEX %s; %s WHERE (1 < 2)', index_sql, regexp_replace(definition, ' WHERE .*$', '')),
    'different', 'index', schema, relation, name, 'predicate' FROM indexes WHERE relkind = 'r'
UNION ALL SELECT 'another uniqueness', format('DROP INDEX %s; %s', index_sql, CASE WHEN indisunique THEN replace(definition, 'CREATE UNIQUE', 'CREATE')
    ELSE replace(definition, 'CREATE INDEX', 'CREATE UNIQUE INDEX') END), 'different', 'index', schema, relation, name, 'unique'
    FROM indexes WHERE amname = 'btree' AND relkind = 'r'
UNION ALL SELECT 'another storage parameter', format('ALTER INDEX %s SET (fillfactor = 33)', index_sql), 'different', 'index', schema, relation, name, 'options'
    FROM indexes WHERE amname IN ('btree', 'hash', 'gist', 'spgist') AND relkind = 'r'
-- Triggers and policies
UNION ALL SELECT f.fault, format(f.damage, t.sql, g.tgname), f.kind, 'trigger', t.schema, t.name, g.tgname::text, f.aspect
    FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid
    CROSS JOIN (VALUES ('drop a trigger', 'DROP TRIGGER %2$I ON %1$s', 'missing', NULL),
        ('rename a trigger', 'ALTER TRIGGER %2$I ON %1$s RENAME TO zz_other', 'missing', NULL)) AS f (fault, damage, kind, aspect)
    WHERE NOT g.tgisinternal AND g.tgparentid = 0
UNION ALL SELECT 'disable a trigger', format('ALTER TABLE %s DISABLE TRIGGER %I', t.sql, g.tgname), 'invalid', 'trigger', t.schema, t.name, g.tgname, 'enabled'
    FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgenabled <> 'D'
UNION ALL SELECT 'drop a policy', format('DROP POLICY %I ON %s', p.polname, t.sql), 'missing', 'policy', t.schema, t.name, p.polname, NULL
    FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
UNION ALL SELECT 'another policy', format('ALTER POLICY %I ON %s USING (1 > 2)', p.polname, t.sql), 'different', 'policy', t.schema, t.name, p.polname, 'using'
    FROM pg_policy p JOIN tables t ON t.oid = p.polrelid WHERE p.polqual IS NOT NULL
-- Sequences, views
UNION ALL SELECT f.fault, format(f.damage, s.schemaname, s.sequencename), f.kind, 'sequence', s.schemaname, NULL, s.sequencename, f.aspect
    FROM pg_sequences s
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass
                    AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
    CROSS JOIN (VALUES ('cut a sequence loose', 'ALTER SEQUENCE %I.%I OWNED BY NONE', 'different', 'owned_by'),
        ('another increment', 'ALTER SEQUENCE %I.%I INCREMENT BY 7', 'different', 'bounds')) AS f (fault, damage, kind, aspect)
    WHERE s.sequencename <> 'django_migrations_id_seq'
UNION ALL SELECT 'drop a view', format('DROP %s %I.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, o.schema, c.relname), 'missing',
    CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized_view' END, o.schema, NULL, c.relname, NULL
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace WHERE c.relkind IN ('v', 'm')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL SELECT 'another query', format('CREATE OR REPLACE VIEW %I.%I %s AS SELECT * FROM (%s) AS zz WHERE 1 > 2', o.schema, c.relname,
        'WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';')),
    'different', 'view', o.schema, NULL, c.relname, 'body'
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace WHERE c.relkind = 'v'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
-- Functions, types, extensions
UNION ALL SELECT 'drop a function', format('DROP ROUTINE %s CASCADE', p.oid::regprocedure), 'missing', 'function', o.schema, NULL, p.proname, NULL
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL SELECT 'another body', format('UPDATE pg_proc SET prosrc = prosrc || '' zz'' WHERE oid = %s', p.oid), 'different', 'function', o.schema, NULL, p.proname, 'body'
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE l.lanname IN ('sql', 'plpgsql') AND p.prosrc <> '' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL SELECT 'a new label', format('ALTER TYPE %I.%I ADD VALUE ''zz new''', o.schema, t.typname), 'different', 'type', o.schema, NULL, t.typname, 'labels'
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace WHERE t.typtype = 'e'
UNION ALL SELECT 'another label', format('ALTER TYPE %I.%I RENAME VALUE %L TO ''zz other''', o.schema, t.typname,
    (SELECT min(e.enumlabel) FROM pg_enum e WHERE e.enumtypid = t.oid)), 'different', 'type', o.schema, NULL, t.typname, 'labels'
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace WHERE t.typtype = 'e' AND EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = t.oid)
UNION ALL SELECT 'drop an extension', format('DROP EXTENSION %I', e.extname), 'missing', 'extension', NULL, NULL, e.extname, NULL
    FROM pg_extension e WHERE e.extname <> 'plpgsql'
ORDER BY 1, 2
