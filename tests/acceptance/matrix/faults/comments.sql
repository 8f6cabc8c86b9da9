SELECT f.fault || c.type, format(f.damage, c.sql, f.fault), 'different', c.type, c.schema, c.relation, c.name, 'comment'
FROM (
    SELECT 'table' AS type, 'TABLE ' || sql AS sql, schema, name AS relation, name, obj_description(oid, 'pg_class') AS comment FROM tables
    UNION ALL SELECT 'column', format('COLUMN %s.%s', sql, column_sql), schema, relation, name, col_description(attrelid, attnum) FROM columns
    UNION ALL SELECT 'constraint', format('CONSTRAINT %s ON %s', constraint_sql, sql), schema, relation, name, obj_description(oid, 'pg_constraint') FROM constraints
    UNION ALL SELECT 'index', 'INDEX ' || index_sql, schema, relation, name, obj_description(indexrelid, 'pg_class') FROM indexes
    UNION ALL SELECT 'trigger', format('TRIGGER %s ON %s', trigger_sql, sql), schema, relation, name, obj_description(oid, 'pg_trigger') FROM triggers
    UNION ALL SELECT 'policy', 'POLICY ' || policy_sql, schema, relation, name, obj_description(oid, 'pg_policy') FROM policies
    UNION ALL SELECT 'rule', format('RULE %s ON %s', rule_sql, sql), schema, relation, name, obj_description(oid, 'pg_rewrite') FROM rules
    UNION ALL SELECT 'sequence', 'SEQUENCE ' || sql, schema, NULL, name, obj_description(oid, 'pg_class') FROM sequences
    UNION ALL SELECT type, view_sql, schema, NULL, name, obj_description(oid, 'pg_class') FROM views
    UNION ALL SELECT 'function', CASE prokind WHEN 'a' THEN 'AGGREGATE ' WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || sql, schema, NULL, name, obj_description(oid, 'pg_proc') FROM routines
    UNION ALL SELECT type, type || ' ' || sql, schema, NULL, name, obj_description(oid, 'pg_type') FROM types
    UNION ALL SELECT 'collation', format('COLLATION %I.%I', schema, collname), schema, NULL, collname, obj_description(c.oid, 'pg_collation')
        FROM pg_collation c JOIN own o ON o.oid = c.collnamespace
    UNION ALL SELECT 'statistics', format('STATISTICS %I.%I', schema, stxname), schema, NULL, stxname, obj_description(s.oid, 'pg_statistic_ext')
        FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace
    UNION ALL SELECT 'schema', format('SCHEMA %I', schema), schema, NULL, schema, obj_description(oid, 'pg_namespace') FROM own WHERE schema <> 'public'
    -- The comment of another is its own script's.
    UNION ALL SELECT 'extension', format('EXTENSION %I', extname), NULL, NULL, extname, obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'hstore'
) AS c (type, sql, schema, relation, name, comment)
JOIN (VALUES ('an extra comment: ', 'COMMENT ON %s IS %L', false), ('another comment: ', 'COMMENT ON %s IS %L', true), ('drop a comment: ', 'COMMENT ON %s IS NULL', true))
    AS f (fault, damage, was) ON f.was = (c.comment IS NOT NULL)
