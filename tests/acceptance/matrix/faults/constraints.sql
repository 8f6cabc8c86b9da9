SELECT 'drop a constraint', format('ALTER TABLE %s DROP CONSTRAINT %s CASCADE', sql, constraint_sql), 'missing', 'constraint', schema, relation, name, NULL::text
    FROM constraints
UNION ALL SELECT 'rename a constraint', format('ALTER TABLE %s RENAME CONSTRAINT %s TO zz_other_constraint', sql, constraint_sql),
    'missing', 'constraint', schema, relation, name, NULL FROM constraints
UNION ALL SELECT 'not validated', anew || definition || ' NOT VALID' || rest_sql,
    'invalid', 'constraint', schema, relation, name, 'validated' FROM constraints WHERE contype IN ('c', 'f') AND convalidated
-- Checks
UNION ALL SELECT 'another check', format('%sCHECK ((%s) OR 1 > 2)%s%s', anew, pg_get_expr(conbin, conrelid), CASE WHEN connoinherit THEN ' NO INHERIT' ELSE '' END
        || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END, rest_sql),
    'different', 'constraint', schema, relation, name, 'expression' FROM constraints WHERE contype = 'c'
UNION ALL SELECT 'another inheritance of a check', format('%sCHECK (%s)%s%s', anew, pg_get_expr(conbin, conrelid), CASE WHEN connoinherit THEN '' ELSE ' NO INHERIT' END
        || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END, rest_sql),
    'different', 'constraint', schema, relation, name, 'no_inherit' FROM constraints WHERE contype = 'c' AND relkind = 'r'
-- Foreign keys
UNION ALL SELECT 'another ON DELETE', anew || regexp_replace(regexp_replace(definition, ' ON DELETE (CASCADE|SET NULL( \(.*?\))?|SET DEFAULT|RESTRICT)', ''),
        '\)((?: MATCH FULL| ON UPDATE (?:CASCADE|SET NULL|SET DEFAULT|RESTRICT))*)((?: DEFERRABLE.*| NOT VALID)?)$',
        CASE confdeltype WHEN 'c' THEN ')\1 ON DELETE RESTRICT\2' ELSE ')\1 ON DELETE CASCADE\2' END) || rest_sql,
    'different', 'constraint', schema, relation, name, 'on_delete' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another ON UPDATE', anew || regexp_replace(regexp_replace(definition, ' ON UPDATE (CASCADE|SET NULL|SET DEFAULT|RESTRICT)', ''),
        '\)((?: MATCH FULL)?)((?: ON DELETE.*| DEFERRABLE.*| NOT VALID)?)$',
        CASE confupdtype WHEN 'c' THEN ')\1 ON UPDATE RESTRICT\2' ELSE ')\1 ON UPDATE CASCADE\2' END) || rest_sql,
    'different', 'constraint', schema, relation, name, 'on_update' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another deferrability', format('ALTER TABLE %s ALTER CONSTRAINT %s %s', sql, constraint_sql, CASE WHEN condeferrable THEN 'NOT DEFERRABLE' ELSE 'DEFERRABLE' END),
    'different', 'constraint', schema, relation, name, 'deferrable' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another initial time', format('ALTER TABLE %s ALTER CONSTRAINT %s DEFERRABLE INITIALLY %s', sql, constraint_sql, CASE WHEN condeferred THEN 'IMMEDIATE' ELSE 'DEFERRED' END),
    'different', 'constraint', schema, relation, name, 'deferrable' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another match', anew || CASE confmatchtype WHEN 'f' THEN replace(definition, ' MATCH FULL', '') ELSE regexp_replace(definition, 'REFERENCES ([^(]+\([^)]*\))', 'REFERENCES \1 MATCH FULL') END || rest_sql,
    'different', 'constraint', schema, relation, name, 'match' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another target', format('CREATE TABLE public.zz_target (LIKE %s INCLUDING ALL); ', confrelid::regclass) || anew
        || regexp_replace(definition, 'REFERENCES [^(]+\(', 'REFERENCES public.zz_target(') || rest_sql,
    'different', 'constraint', schema, relation, name, 'references' FROM constraints WHERE contype = 'f'
UNION ALL SELECT 'another column of a foreign key', k.anew || regexp_replace(k.definition, 'FOREIGN KEY \([^)]*\)', format('FOREIGN KEY (%I)', a.attname)) || k.rest_sql,
    'different', 'constraint', k.schema, k.relation, k.name, 'columns'
    FROM constraints k JOIN pg_attribute mine ON mine.attrelid = k.conrelid AND mine.attnum = k.conkey[1]
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum > 0 AND a.attnum <> mine.attnum AND a.atttypid = mine.atttypid AND NOT a.attisdropped
    WHERE k.contype = 'f' AND cardinality(k.conkey) = 1
UNION ALL SELECT 'a foreign key that is not enforced', format('ALTER TABLE %s ALTER CONSTRAINT %s NOT ENFORCED', sql, constraint_sql),
    'invalid', 'constraint', schema, relation, name, 'enabled' FROM constraints WHERE contype = 'f' AND current_setting('server_version_num')::integer >= 180000
-- Keys
UNION ALL SELECT 'another column of a key', anew || regexp_replace(definition, '\(([^)]*)\)', format('(\1, %s)', spare_sql)) || rest_sql,
    'different', 'constraint', schema, relation, name, 'columns' FROM constraints WHERE contype IN ('p', 'u') AND spare_sql IS NOT NULL
UNION ALL SELECT 'another order of a key', anew || replace(definition, '(' || columns_sql || ')',
        '(' || (SELECT string_agg(part, ', ' ORDER BY at DESC) FROM regexp_split_to_table(columns_sql, ', ') WITH ORDINALITY AS p (part, at)) || ')') || rest_sql,
    'different', 'constraint', schema, relation, name, 'columns' FROM constraints WHERE contype IN ('p', 'u') AND cardinality(conkey) > 1 AND definition NOT LIKE '%INCLUDE%'
UNION ALL SELECT 'another deferrability of a key', anew || CASE WHEN condeferrable THEN regexp_replace(definition, ' DEFERRABLE.*$', '') ELSE definition || ' DEFERRABLE' END || rest_sql,
    'different', 'constraint', schema, relation, name, 'deferrable' FROM constraints WHERE contype IN ('p', 'u', 'x')
UNION ALL SELECT 'another inclusion in a key', anew || CASE WHEN definition LIKE '%INCLUDE%' THEN regexp_replace(definition, ' INCLUDE \([^)]*\)', '')
        ELSE regexp_replace(definition, '\(([^)]*)\)', format('(\1) INCLUDE (%s)', spare_sql)) END || rest_sql,
    'different', 'constraint', schema, relation, name, 'include' FROM constraints WHERE contype IN ('p', 'u') AND spare_sql IS NOT NULL
UNION ALL SELECT 'NULLs of a key', anew || CASE WHEN definition LIKE '%NULLS NOT DISTINCT%' THEN replace(definition, ' NULLS NOT DISTINCT', '')
        ELSE replace(definition, 'UNIQUE', 'UNIQUE NULLS NOT DISTINCT') END || rest_sql,
    'different', 'constraint', schema, relation, name, 'nulls_not_distinct' FROM constraints WHERE contype = 'u' AND current_setting('server_version_num')::integer >= 150000
UNION ALL SELECT 'another storage parameter of a key', format('ALTER INDEX %s SET (fillfactor = 33)', conindid::regclass),
    'different', 'constraint', schema, relation, name, 'options' FROM constraints WHERE contype IN ('p', 'u', 'x') AND relkind = 'r'
UNION ALL SELECT 'another operator of an exclusion', anew || regexp_replace(definition, ' WITH &&', ' WITH =') || rest_sql,
    'different', 'constraint', schema, relation, name, 'expression' FROM constraints WHERE contype = 'x' AND definition LIKE '% WITH &&%'
UNION ALL SELECT 'another predicate of an exclusion', anew || regexp_replace(definition, '((?: WHERE \(.*\))?)((?: DEFERRABLE.*)?)$', ' WHERE (1 < 2)\2') || rest_sql,
    'different', 'constraint', schema, relation, name, 'predicate' FROM constraints WHERE contype = 'x' AND definition NOT LIKE '%USING INDEX TABLESPACE%'
UNION ALL SELECT 'disable a foreign key', format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname),
    'invalid', 'constraint', schema, relation, name, 'enabled'
    FROM constraints c JOIN pg_trigger t ON t.tgconstraint = c.oid AND t.tgisinternal WHERE c.contype = 'f' AND c.relkind = 'r'
