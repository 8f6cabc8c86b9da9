SELECT 'drop a table', format('DROP TABLE %s CASCADE', sql), 'missing', 'table', schema, name, name, NULL::text FROM tables
UNION ALL SELECT 'rename a table', format('ALTER TABLE %s RENAME TO zz_other_table', sql), 'missing', 'table', schema, name, name, NULL FROM tables
UNION ALL SELECT 'move a table', format('CREATE SCHEMA zz_away; ALTER TABLE %s SET SCHEMA zz_away', sql), 'misplaced', 'table', schema, name, name, NULL
    FROM tables
UNION ALL SELECT 'another persistence', format('ALTER TABLE %s SET %s', sql, CASE relpersistence WHEN 'u' THEN 'LOGGED' ELSE 'UNLOGGED' END),
    'different', 'table', schema, name, name, 'persistence' FROM tables WHERE relkind = 'r'
UNION ALL SELECT 'another storage parameter of a table', format('ALTER TABLE %s SET (autovacuum_vacuum_threshold = 77)', sql),
    'different', 'table', schema, name, name, 'options' FROM tables WHERE relkind = 'r'
UNION ALL SELECT 'switch row security', format('ALTER TABLE %s %s ROW LEVEL SECURITY', sql, CASE WHEN relrowsecurity THEN 'DISABLE' ELSE 'ENABLE' END),
    'different', 'table', schema, name, name, 'row_security' FROM tables
UNION ALL SELECT 'switch forced row security', format('ALTER TABLE %s %s ROW LEVEL SECURITY', sql, CASE WHEN relforcerowsecurity THEN 'NO FORCE' ELSE 'FORCE' END),
    'different', 'table', schema, name, name, 'force_row_security' FROM tables
UNION ALL SELECT 'another replica identity', format('ALTER TABLE %s REPLICA IDENTITY %s', sql, CASE relreplident WHEN 'n' THEN 'FULL' ELSE 'NOTHING' END),
    'different', 'table', schema, name, name, 'replica_identity' FROM tables
UNION ALL SELECT 'cluster on an index', format('ALTER TABLE %s CLUSTER ON %I', t.sql, k.conname),
    'different', 'table', t.schema, t.name, t.name, 'clustered_on' FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
    JOIN pg_index i ON i.indexrelid = k.conindid WHERE t.relkind = 'r' AND NOT i.indisclustered
UNION ALL SELECT 'cluster on none', format('ALTER TABLE %s SET WITHOUT CLUSTER', sql), 'different', 'table', schema, name, name, 'clustered_on'
    FROM tables WHERE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = tables.oid AND i.indisclustered)
-- Partitions, inheritance
UNION ALL SELECT 'detach a partition', format('ALTER TABLE %s DETACH PARTITION %s', inhparent::regclass, sql), 'different', 'table', schema, name, name, 'partition'
    FROM tables JOIN pg_inherits ON inhrelid = oid WHERE relispartition
UNION ALL SELECT 'another bound', format('ALTER TABLE %s DETACH PARTITION %s; ALTER TABLE %s ATTACH PARTITION %s %s', inhparent::regclass, sql, inhparent::regclass, sql,
        CASE WHEN pg_get_expr(relpartbound, oid) ~ 'modulus' THEN regexp_replace(pg_get_expr(relpartbound, oid), 'modulus \d+', 'modulus 16')
             WHEN pg_get_expr(relpartbound, oid) = 'DEFAULT' THEN 'FOR VALUES IN (NULL)' ELSE 'DEFAULT' END),
    'different', 'table', schema, name, name, 'bound' FROM tables JOIN pg_inherits ON inhrelid = oid WHERE relispartition
UNION ALL SELECT 'cut the inheritance', format('ALTER TABLE %s NO INHERIT %s', sql, inhparent::regclass), 'different', 'table', schema, name, name, 'inherits'
    FROM tables JOIN pg_inherits ON inhrelid = oid WHERE NOT relispartition
UNION ALL SELECT 'an extra parent', format('CREATE TABLE zz_parent (); ALTER TABLE %s INHERIT zz_parent', sql), 'different', 'table', schema, name, name, 'inherits'
    FROM tables WHERE relkind = 'r' AND NOT relispartition
UNION ALL SELECT 'cut from its type', format('ALTER TABLE %s NOT OF', sql), 'different', 'table', schema, name, name, 'of_type' FROM tables WHERE reloftype <> 0
-- What is too much
UNION ALL SELECT 'an extra column', format('ALTER TABLE %s ADD COLUMN zz_extra integer', sql), 'unexpected', 'column', schema, name, 'zz_extra', NULL
    FROM tables WHERE NOT relispartition
UNION ALL SELECT 'an extra check', format('ALTER TABLE %s ADD CONSTRAINT zz_extra CHECK (true)', sql), 'unexpected', 'constraint', schema, name, 'zz_extra', NULL
    FROM tables
UNION ALL SELECT 'an extra key', format('ALTER TABLE %s ADD CONSTRAINT zz_key UNIQUE (%s)', sql,
        (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
         WHERE attrelid = tables.oid AND attnum > 0 AND NOT attisdropped AND atttypid IN (20, 21, 23, 25, 1043, 1082, 1184, 2950))),
    'unexpected', 'constraint', schema, name, 'zz_key', NULL FROM tables
UNION ALL SELECT 'an extra foreign key', format('CREATE TABLE zz_target (id bigint PRIMARY KEY); ALTER TABLE %s ADD CONSTRAINT zz_fk FOREIGN KEY (%I) REFERENCES zz_target', sql,
        (SELECT min(attname) FROM pg_attribute WHERE attrelid = tables.oid AND attnum > 0 AND atttypid IN (20, 23))),
    'unexpected', 'constraint', schema, name, 'zz_fk', NULL FROM tables
    WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = tables.oid AND attnum > 0 AND atttypid IN (20, 23))
UNION ALL SELECT 'an extra index', format('CREATE INDEX zz_extra_index ON %s ((1))', sql), 'unexpected', 'index', schema, name, 'zz_extra_index', NULL FROM tables
UNION ALL SELECT 'an extra trigger', format('CREATE TRIGGER zz_extra BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', sql),
    'unexpected', 'trigger', schema, name, 'zz_extra', NULL FROM tables
UNION ALL SELECT 'an extra policy', format('CREATE POLICY zz_extra ON %s USING (true)', sql), 'unexpected', 'policy', schema, name, 'zz_extra', NULL FROM tables
UNION ALL SELECT 'an extra rule', format('CREATE RULE zz_extra AS ON DELETE TO %s DO INSTEAD NOTHING', sql), 'unexpected', 'rule', schema, name, 'zz_extra', NULL FROM tables
