-- Functions, procedures, aggregates
SELECT 'drop a function', format('DROP ROUTINE %s CASCADE', sql), 'missing', 'function', schema, NULL::text, name, NULL::text FROM routines
UNION ALL SELECT 'rename a function', format('ALTER ROUTINE %s RENAME TO zz_other', sql), 'missing', 'function', schema, NULL, name, NULL FROM routines
UNION ALL SELECT 'move a function', format('CREATE SCHEMA zz_function; ALTER ROUTINE %s SET SCHEMA zz_function', sql), 'misplaced', 'function', schema, NULL, name, NULL FROM routines
UNION ALL SELECT 'another body', format('UPDATE pg_proc SET prosrc = prosrc || '' zz'' WHERE oid = %s', oid), 'different', 'function', schema, NULL, name, 'body'
    FROM routines WHERE lanname IN ('sql', 'plpgsql') AND prosrc <> ''
UNION ALL SELECT f.fault, format('ALTER FUNCTION %s %s', sql, f.damage), 'different', 'function', schema, NULL, name, f.aspect
    FROM routines CROSS JOIN LATERAL (VALUES
        ('another volatility', CASE provolatile WHEN 's' THEN 'IMMUTABLE' ELSE 'STABLE' END, 'volatility'),
        ('another strictness', CASE WHEN proisstrict THEN 'CALLED ON NULL INPUT' ELSE 'STRICT' END, 'strict'),
        ('another security', CASE WHEN prosecdef THEN 'SECURITY INVOKER' ELSE 'SECURITY DEFINER' END, 'security'),
        ('another leak', CASE WHEN proleakproof THEN 'NOT LEAKPROOF' ELSE 'LEAKPROOF' END, 'leakproof'),
        ('another parallel', CASE proparallel WHEN 's' THEN 'PARALLEL UNSAFE' ELSE 'PARALLEL SAFE' END, 'parallel'),
        ('another cost', 'COST 77', 'cost'), ('another number of rows', 'ROWS 77', 'rows'),
        ('another setting', 'SET work_mem = ''77MB''', 'options')) AS f (fault, damage, aspect)
    WHERE prokind = 'f' AND (proretset OR f.aspect <> 'rows')
-- Types
UNION ALL SELECT 'drop a type', format('DROP %s %s CASCADE', type, sql), 'missing', type, schema, NULL, name, NULL FROM types
UNION ALL SELECT 'rename a type', format('ALTER %s %s RENAME TO zz_other_type', type, sql), 'missing', type, schema, NULL, name, NULL FROM types
UNION ALL SELECT 'move a type', format('CREATE SCHEMA zz_type; ALTER %s %s SET SCHEMA zz_type', type, sql), 'misplaced', type, schema, NULL, name, NULL FROM types
UNION ALL SELECT 'a new label', format('ALTER TYPE %s ADD VALUE ''zz new''', sql), 'different', 'type', schema, NULL, name, 'labels' FROM types WHERE typtype = 'e'
UNION ALL SELECT 'another label', format('ALTER TYPE %s RENAME VALUE %L TO ''zz other''', sql, (SELECT min(e.enumlabel) FROM pg_enum e WHERE e.enumtypid = types.oid)),
    'different', 'type', schema, NULL, name, 'labels' FROM types WHERE typtype = 'e' AND EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = types.oid)
UNION ALL SELECT 'a label less', format('DROP TYPE %s; CREATE TYPE %s AS ENUM (%s); COMMENT ON TYPE %s IS %L', sql, sql,
        (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FILTER (WHERE e.enumlabel <> first.label) FROM pg_enum e WHERE e.enumtypid = types.oid),
        sql, obj_description(oid, 'pg_type')),
    'different', 'type', schema, NULL, name, 'labels'
    FROM types JOIN LATERAL (SELECT min(e.enumlabel) AS label FROM pg_enum e WHERE e.enumtypid = types.oid) AS first ON first.label IS NOT NULL
    WHERE typtype = 'e'
UNION ALL SELECT 'an extra attribute', format('ALTER TYPE %s ADD ATTRIBUTE zz_extra integer CASCADE', sql), 'different', 'type', schema, NULL, name, 'attributes' FROM types WHERE typtype = 'c'
    -- A table of the type would get a column: a second fault.
    AND NOT EXISTS (SELECT FROM pg_class c WHERE c.reloftype = types.oid)
UNION ALL SELECT 'another attribute', format('ALTER TYPE %s RENAME ATTRIBUTE %I TO zz_other CASCADE', sql, (SELECT attname FROM pg_attribute WHERE attrelid = typrelid AND attnum = 1)),
    'different', 'type', schema, NULL, name, 'attributes' FROM types WHERE typtype = 'c' AND NOT EXISTS (SELECT FROM pg_class c WHERE c.reloftype = types.oid)
-- Domains
UNION ALL SELECT f.fault, format('ALTER DOMAIN %s %s', sql, f.damage), 'different', 'domain', schema, NULL, name, f.aspect
    FROM types CROSS JOIN LATERAL (VALUES
        ('another default of a domain', CASE WHEN typdefault IS NULL THEN 'SET DEFAULT NULL' ELSE 'DROP DEFAULT' END, 'default'),
        ('another nullability of a domain', CASE WHEN typnotnull THEN 'DROP NOT NULL' ELSE 'SET NOT NULL' END, 'nullable')) AS f (fault, damage, aspect)
    WHERE typtype = 'd' AND NOT (f.damage = 'SET DEFAULT NULL')
UNION ALL SELECT 'an extra default of a domain', format('ALTER DOMAIN %s SET DEFAULT nullif(NULL::%s, NULL::%s)', sql, format_type(typbasetype, typtypmod), format_type(typbasetype, typtypmod)),
    'different', 'domain', schema, NULL, name, 'default' FROM types WHERE typtype = 'd'
UNION ALL SELECT f.fault, format('ALTER DOMAIN %s %s', t.sql, format(f.damage, k.conname)), f.kind, 'constraint', t.schema, t.name, k.conname::text, f.aspect
    FROM types t JOIN pg_constraint k ON k.contypid = t.oid
    CROSS JOIN (VALUES ('drop a check of a domain', 'DROP CONSTRAINT %I', 'missing', NULL), ('rename a check of a domain', 'RENAME CONSTRAINT %I TO zz_other', 'missing', NULL))
        AS f (fault, damage, kind, aspect) WHERE k.contype = 'c'
UNION ALL SELECT 'another check of a domain', format('ALTER DOMAIN %s DROP CONSTRAINT %I; ALTER DOMAIN %s ADD CONSTRAINT %I CHECK (VALUE IS NULL)%s', t.sql, k.conname, t.sql, k.conname,
        coalesce(format('; COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, t.sql, obj_description(k.oid, 'pg_constraint')), '')),
    'different', 'constraint', t.schema, t.name, k.conname, 'expression' FROM types t JOIN pg_constraint k ON k.contypid = t.oid WHERE k.contype = 'c'
UNION ALL SELECT 'a check of a domain that is not valid', format('ALTER DOMAIN %s DROP CONSTRAINT %I; ALTER DOMAIN %s ADD CONSTRAINT %I %s NOT VALID%s', t.sql, k.conname, t.sql, k.conname, pg_get_constraintdef(k.oid),
        coalesce(format('; COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, t.sql, obj_description(k.oid, 'pg_constraint')), '')),
    'invalid', 'constraint', t.schema, t.name, k.conname, 'validated' FROM types t JOIN pg_constraint k ON k.contypid = t.oid WHERE k.contype = 'c'
UNION ALL SELECT 'an extra check of a domain', format('ALTER DOMAIN %s ADD CONSTRAINT zz_extra CHECK (VALUE IS NOT NULL)', sql), 'unexpected', 'constraint', schema, name, 'zz_extra', NULL
    FROM types WHERE typtype = 'd'
-- Collations
UNION ALL SELECT f.fault, format(f.damage, o.schema, c.collname), f.kind, 'collation', o.schema, NULL, c.collname::text, f.aspect
    FROM pg_collation c JOIN own o ON o.oid = c.collnamespace
    CROSS JOIN (VALUES ('drop a collation', 'DROP COLLATION %I.%I', 'missing', NULL), ('rename a collation', 'ALTER COLLATION %I.%I RENAME TO zz_other', 'missing', NULL),
        ('move a collation', 'CREATE SCHEMA zz_collation; ALTER COLLATION %I.%I SET SCHEMA zz_collation', 'misplaced', NULL)) AS f (fault, damage, kind, aspect)
UNION ALL SELECT 'another determinism', format('UPDATE pg_collation SET collisdeterministic = NOT collisdeterministic WHERE oid = %s', c.oid), 'different', 'collation', o.schema, NULL, c.collname, 'deterministic'
    FROM pg_collation c JOIN own o ON o.oid = c.collnamespace
-- Extensions and schemas
UNION ALL SELECT 'drop an extension', format('DROP EXTENSION %I', extname), 'missing', 'extension', NULL, NULL, extname::text, NULL FROM pg_extension WHERE extname <> 'plpgsql'
-- Of others the ledger says neither: they are as the server had them.
UNION ALL SELECT 'move an extension', format('CREATE SCHEMA zz_extension; ALTER EXTENSION %I SET SCHEMA zz_extension', extname), 'different', 'extension', NULL, NULL, extname, 'schema'
    FROM pg_extension WHERE extname = 'tablefunc'
UNION ALL SELECT 'another version', format('UPDATE pg_extension SET extversion = ''0.77'' WHERE extname = %L', extname), 'different', 'extension', NULL, NULL, extname, 'version'
    FROM pg_extension WHERE extname = 'tablefunc'
UNION ALL SELECT 'drop a schema', format('DROP SCHEMA %I CASCADE', schema), 'missing', 'schema', schema, NULL, schema, NULL FROM own WHERE schema <> 'public'
UNION ALL SELECT 'rename a schema', format('ALTER SCHEMA %I RENAME TO zz_other', schema), 'missing', 'schema', schema, NULL, schema, NULL FROM own WHERE schema <> 'public'
