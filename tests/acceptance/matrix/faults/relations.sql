-- Sequences. That of a primary key goes with its column.
SELECT 'cut a sequence loose', format('ALTER SEQUENCE %s OWNED BY NONE', sql), 'different', 'sequence', schema, NULL::text, name, 'owned_by'
    FROM sequences WHERE deptype = 'a'
UNION ALL SELECT 'give a sequence away', format('CREATE TABLE zz_owner (id bigint); ALTER SEQUENCE %s OWNED BY zz_owner.id', sql), 'different', 'sequence', schema, NULL, name, 'owned_by'
    FROM sequences WHERE deptype IS DISTINCT FROM 'i' AND schema = 'public'
UNION ALL SELECT f.fault, format(f.damage, sql), 'different', 'sequence', schema, NULL, name, f.aspect
    FROM sequences CROSS JOIN (VALUES ('another increment', 'ALTER SEQUENCE %s INCREMENT BY 7', 'bounds'),
        ('another limit', 'ALTER SEQUENCE %s MAXVALUE 7777', 'bounds'), ('another start', 'ALTER SEQUENCE %s START WITH 77', 'bounds'),
        ('another cache', 'ALTER SEQUENCE %s CACHE 77', 'bounds')) AS f (fault, damage, aspect)
UNION ALL SELECT 'another cycle', format('ALTER SEQUENCE %s %s', sql, CASE WHEN seqcycle THEN 'NO CYCLE' ELSE 'CYCLE' END), 'different', 'sequence', schema, NULL, name, 'bounds' FROM sequences
UNION ALL SELECT 'another type of a sequence', format('ALTER SEQUENCE %s AS smallint', sql), 'different', 'sequence', schema, NULL, name, 'type' FROM sequences WHERE deptype IS DISTINCT FROM 'i'
UNION ALL SELECT 'drop a sequence', format('DROP SEQUENCE %s', sql), 'missing', 'sequence', schema, NULL, name, NULL FROM sequences WHERE deptype IS NULL
UNION ALL SELECT 'rename a sequence', format('ALTER SEQUENCE %s RENAME TO zz_other_sequence', sql), 'missing', 'sequence', schema, NULL, name, NULL FROM sequences WHERE deptype IS NULL
UNION ALL SELECT 'move a sequence', format('CREATE SCHEMA zz_sequence; ALTER SEQUENCE %s SET SCHEMA zz_sequence', sql), 'misplaced', 'sequence', schema, NULL, name, NULL
    FROM sequences WHERE deptype IS NULL
-- Views
UNION ALL SELECT 'drop a view', format('DROP %s CASCADE', view_sql), 'missing', type, schema, NULL, name, NULL FROM views
UNION ALL SELECT 'rename a view', format('ALTER %s RENAME TO zz_other_view', view_sql), 'missing', type, schema, NULL, name, NULL FROM views
UNION ALL SELECT 'move a view', format('CREATE SCHEMA zz_view; ALTER %s SET SCHEMA zz_view', view_sql), 'misplaced', type, schema, NULL, name, NULL FROM views
UNION ALL SELECT 'another query', format('CREATE OR REPLACE VIEW %s %s AS SELECT * FROM (%s) AS zz WHERE 1 > 2', sql,
        'WITH (' || array_to_string(reloptions, ', ') || ')', rtrim(pg_get_viewdef(oid), ';')),
    'different', 'view', schema, NULL, name, 'body' FROM views WHERE relkind = 'v'
UNION ALL SELECT 'another column of a view', format('ALTER %s RENAME COLUMN %I TO zz_column', view_sql, (SELECT attname FROM pg_attribute WHERE attrelid = views.oid AND attnum = 1)),
    'different', type, schema, NULL, name, 'columns' FROM views
UNION ALL SELECT 'another option of a view', format('ALTER VIEW %s %s', sql, CASE WHEN reloptions::text LIKE '%security_barrier%' THEN 'RESET (security_barrier)' ELSE 'SET (security_barrier)' END),
    'different', 'view', schema, NULL, name, 'options' FROM views WHERE relkind = 'v'
UNION ALL SELECT 'another storage parameter of a view', format('ALTER MATERIALIZED VIEW %s SET (autovacuum_vacuum_threshold = 77)', sql),
    'different', 'materialized_view', schema, NULL, name, 'options' FROM views WHERE relkind = 'm'
UNION ALL SELECT 'a view that is not filled', format('REFRESH MATERIALIZED VIEW %s WITH NO DATA', sql),
    'invalid', 'materialized_view', schema, NULL, name, 'populated' FROM views WHERE relkind = 'm' AND (SELECT relispopulated FROM pg_class WHERE oid = views.oid)
UNION ALL SELECT 'an extra default of a view', format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT nullif(NULL::%s, NULL::%s)', sql, a.attname, format_type(a.atttypid, a.atttypmod), format_type(a.atttypid, a.atttypmod)),
    'different', 'view', schema, NULL, name, 'default' FROM views JOIN pg_attribute a ON a.attrelid = views.oid AND a.attnum = 1 WHERE views.relkind = 'v'
UNION ALL SELECT 'an index less', format('DROP INDEX %s', i.indexrelid::regclass), 'missing', 'index', v.schema, v.name, c.relname::text, NULL
    FROM views v JOIN pg_index i ON i.indrelid = v.oid JOIN pg_class c ON c.oid = i.indexrelid
UNION ALL SELECT 'an extra index of a view', format('CREATE INDEX zz_extra_of_view ON %s ((1))', sql), 'unexpected', 'index', schema, name, 'zz_extra_of_view', NULL
    FROM views WHERE relkind = 'm'
