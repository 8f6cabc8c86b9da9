SELECT 'drop a column', format('ALTER TABLE %s DROP COLUMN %s CASCADE', sql, column_sql), 'missing', 'column', schema, relation, name, NULL::text FROM columns
UNION ALL SELECT 'rename a column', format('ALTER TABLE %s RENAME COLUMN %s TO zz_other', sql, column_sql), 'missing', 'column', schema, relation, name, NULL
    FROM columns
UNION ALL SELECT 'change nullability', format('ALTER TABLE %s ALTER COLUMN %s %s NOT NULL', sql, column_sql, CASE WHEN attnotnull THEN 'DROP' ELSE 'SET' END),
    'different', 'column', schema, relation, name, 'nullable' FROM columns
UNION ALL SELECT 'change the type', format('ALTER TABLE %s ALTER COLUMN %s TYPE %s USING NULL', sql, column_sql,
    CASE shown WHEN 'integer' THEN 'bigint' WHEN 'bigint' THEN 'integer' WHEN 'text' THEN 'varchar' ELSE 'text' END),
    'different', 'column', schema, relation, name, 'type' FROM columns WHERE attgenerated = '' AND attidentity = '' AND attcollation IN (0, 100)
UNION ALL SELECT 'change the length', format('ALTER TABLE %s ALTER COLUMN %s TYPE varchar(7777)', sql, column_sql), 'different', 'column', schema, relation, name, 'type'
    FROM columns WHERE shown LIKE 'character varying(%)' AND attgenerated = '' AND attcollation = 100
UNION ALL SELECT 'change the precision', format('ALTER TABLE %s ALTER COLUMN %s TYPE numeric(33, 7)', sql, column_sql), 'different', 'column', schema, relation, name, 'type'
    FROM columns WHERE shown LIKE 'numeric%' AND attgenerated = '' AND attndims = 0
UNION ALL SELECT 'another collation', format('ALTER TABLE %s ALTER COLUMN %s TYPE %s COLLATE "POSIX"', sql, column_sql, shown),
    'different', 'column', schema, relation, name, 'collation' FROM columns WHERE attcollation <> 0 AND attgenerated = ''
UNION ALL SELECT CASE WHEN default_sql IS NULL THEN 'an extra default' ELSE 'another default' END,
    format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT nullif(NULL::%s, NULL::%s)', sql, column_sql, shown, shown),
    'different', 'column', schema, relation, name, 'default' FROM columns WHERE attidentity = '' AND attgenerated = ''
UNION ALL SELECT 'drop the default', format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', sql, column_sql), 'different', 'column', schema, relation, name, 'default'
    FROM columns WHERE default_sql IS NOT NULL AND attgenerated = ''
UNION ALL SELECT 'drop the expression', format('ALTER TABLE %s ALTER COLUMN %s DROP EXPRESSION', sql, column_sql), 'different', 'column', schema, relation, name,
    'generated' FROM columns WHERE attgenerated = 's'
UNION ALL SELECT 'another expression', format('ALTER TABLE %s ALTER COLUMN %s SET EXPRESSION AS (nullif(NULL::%s, NULL::%s))', sql, column_sql, shown, shown),
    'different', 'column', schema, relation, name, 'generated' FROM columns WHERE attgenerated <> ''
UNION ALL SELECT 'drop the identity', format('ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY', sql, column_sql), 'different', 'column', schema, relation, name, 'identity'
    FROM columns WHERE attidentity <> ''
UNION ALL SELECT 'another identity', format('ALTER TABLE %s ALTER COLUMN %s SET GENERATED %s', sql, column_sql,
    CASE attidentity WHEN 'a' THEN 'BY DEFAULT' ELSE 'ALWAYS' END), 'different', 'column', schema, relation, name, 'identity' FROM columns WHERE attidentity <> ''
UNION ALL SELECT 'an extra identity', format('ALTER TABLE %s ALTER COLUMN %s ADD GENERATED ALWAYS AS IDENTITY', sql, column_sql),
    'different', 'column', schema, relation, name, 'identity' FROM columns
    WHERE attidentity = '' AND attgenerated = '' AND attnotnull AND default_sql IS NULL AND shown IN ('smallint', 'integer', 'bigint')
UNION ALL SELECT 'another storage', format('ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s', sql, column_sql, CASE attstorage WHEN 'm' THEN 'EXTENDED' ELSE 'MAIN' END),
    'different', 'column', schema, relation, name, 'storage' FROM columns WHERE attlen = -1
UNION ALL SELECT 'another statistics target', format('ALTER TABLE %s ALTER COLUMN %s SET STATISTICS 77', sql, column_sql),
    'different', 'column', schema, relation, name, 'statistics_target' FROM columns
UNION ALL SELECT 'another option of a column', format('ALTER TABLE %s ALTER COLUMN %s SET (n_distinct = -0.33)', sql, column_sql),
    'different', 'column', schema, relation, name, 'options' FROM columns
UNION ALL SELECT 'another compression', format('ALTER TABLE %s ALTER COLUMN %s SET COMPRESSION %s', sql, column_sql,
        CASE to_jsonb(columns) ->> 'attcompression' WHEN 'p' THEN 'default' ELSE 'pglz' END),
    'different', 'column', schema, relation, name, 'compression' FROM columns WHERE attlen = -1 AND attstorage <> 'p' AND to_jsonb(columns) ? 'attcompression'
UNION ALL SELECT 'rename a NOT NULL', format('ALTER TABLE %s RENAME CONSTRAINT %I TO zz_there', c.sql, k.conname), 'different', 'column', c.schema, c.relation, c.name, 'not_null_name'
    FROM columns c JOIN pg_constraint k ON k.conrelid = c.attrelid AND k.conkey[1] = c.attnum AND k.contype = 'n'
UNION ALL SELECT 'a NOT NULL that is not valid', format('ALTER TABLE %s DROP CONSTRAINT %I; ALTER TABLE %s ADD CONSTRAINT %I NOT NULL %s NOT VALID', c.sql, k.conname, c.sql, k.conname, c.column_sql),
    'invalid', 'column', c.schema, c.relation, c.name, 'validated'
    FROM columns c JOIN pg_constraint k ON k.conrelid = c.attrelid AND k.conkey[1] = c.attnum AND k.contype = 'n'
