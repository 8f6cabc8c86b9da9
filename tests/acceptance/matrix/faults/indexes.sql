SELECT 'drop an index', format('DROP INDEX %s', index_sql), 'missing', 'index', schema, relation, name, NULL::text FROM indexes
UNION ALL SELECT 'rename an index', format('ALTER INDEX %s RENAME TO zz_other_index', index_sql), 'missing', 'index', schema, relation, name, NULL FROM indexes
UNION ALL SELECT 'an invalid index', format('UPDATE pg_index SET indisvalid = false WHERE indexrelid = %L::regclass', index_sql),
    'invalid', 'index', schema, relation, name, 'valid' FROM indexes WHERE relkind = 'r'
UNION ALL SELECT 'another predicate', anew || regexp_replace(definition, ' WHERE .*$', '') || ' WHERE (1 < 2)' || rest_sql,
    'different', 'index', schema, relation, name, 'predicate' FROM indexes WHERE relkind = 'r'
UNION ALL SELECT 'drop the predicate', anew || regexp_replace(definition, ' WHERE .*$', '') || rest_sql,
    'different', 'index', schema, relation, name, 'predicate' FROM indexes WHERE indpred IS NOT NULL AND relkind = 'r'
UNION ALL SELECT 'another uniqueness', anew || CASE WHEN indisunique THEN replace(definition, 'CREATE UNIQUE', 'CREATE')
    ELSE replace(definition, 'CREATE INDEX', 'CREATE UNIQUE INDEX') END || rest_sql, 'different', 'index', schema, relation, name, 'unique'
    FROM indexes WHERE amname = 'btree' AND relkind = 'r'
UNION ALL SELECT 'another storage parameter', format('ALTER INDEX %s SET (fillfactor = 33)', index_sql), 'different', 'index', schema, relation, name, 'options'
    FROM indexes WHERE amname IN ('btree', 'hash', 'gist', 'spgist') AND relkind = 'r'
UNION ALL SELECT 'another column of an index', anew || regexp_replace(definition, 'USING (\w+) \(', format('USING \1 (%s, ', spare_sql)) || rest_sql,
    'different', 'index', schema, relation, name, CASE WHEN 0 = ANY (indkey::int2[]) THEN 'expression' ELSE 'columns' END FROM indexes WHERE spare_sql IS NOT NULL AND amname IN ('btree', 'brin') AND relkind = 'r'
UNION ALL SELECT 'one column less', anew || regexp_replace(definition, 'USING (\w+) \(([^()]*), [^(),]*\)', 'USING \1 (\2)') || rest_sql,
    'different', 'index', schema, relation, name, CASE WHEN 0 = ANY (indkey::int2[]) THEN 'expression' ELSE 'columns' END FROM indexes WHERE definition ~ 'USING (\w+) \(([^()]*), [^(),]*\)' AND relkind = 'r'
UNION ALL SELECT 'another order', anew || regexp_replace(definition, 'USING btree \(([^(),]*?)(( DESC)?)(( NULLS LAST)?)([,)])',
        CASE WHEN definition ~ 'USING btree \([^(),]* DESC' THEN 'USING btree (\1\6' ELSE 'USING btree (\1 DESC\6' END) || rest_sql,
    'different', 'index', schema, relation, name, 'order' FROM indexes WHERE definition ~ 'USING btree \([^(),]*[,)]' AND relkind = 'r'
UNION ALL SELECT 'another operator class', anew || CASE WHEN definition ~ 'USING btree \([^(),]*_pattern_ops' THEN regexp_replace(definition, ' \w+_pattern_ops', '')
        ELSE regexp_replace(definition, 'USING btree \(([^(), ]*)', 'USING btree (\1 ' || CASE shown WHEN 'text' THEN 'text' ELSE 'varchar' END || '_pattern_ops') END || rest_sql,
    'different', 'index', i.schema, i.relation, i.name, 'opclass'
    FROM indexes i JOIN columns c ON c.attrelid = i.indrelid AND c.attnum = i.indkey[0]
    WHERE (c.shown = 'text' OR c.shown LIKE 'character varying%') AND c.attndims = 0 AND i.definition ~ 'USING btree \([^(),]*[,)]' AND i.relkind = 'r'
UNION ALL SELECT 'another inclusion', anew || CASE WHEN definition LIKE '%INCLUDE%' THEN regexp_replace(definition, ' INCLUDE \([^)]*\)', '')
        ELSE regexp_replace(definition, '((?: NULLS NOT DISTINCT)?(?: WITH \([^)]*\))?(?: WHERE .*)?)$', format(' INCLUDE (%s)\1', spare_sql)) END || rest_sql,
    'different', 'index', schema, relation, name, 'include' FROM indexes WHERE amname IN ('btree', 'gist') AND spare_sql IS NOT NULL AND relkind = 'r'
UNION ALL SELECT 'another method', anew || regexp_replace(definition, 'USING btree', 'USING brin') || rest_sql,
    'different', 'index', schema, relation, name, 'method' FROM indexes
    WHERE amname = 'btree' AND NOT indisunique AND definition !~ '_pattern_ops|INCLUDE| DESC|NULLS|WITH' AND relkind = 'r'
UNION ALL SELECT 'another collation of an index', anew || regexp_replace(definition, 'USING btree \(([^(), ]*)( COLLATE [^ ,)]*)?', 'USING btree (\1 COLLATE "POSIX"') || rest_sql,
    'different', 'index', i.schema, i.relation, i.name, 'collation'
    FROM indexes i JOIN columns c ON c.attrelid = i.indrelid AND c.attnum = i.indkey[0]
    WHERE c.attcollation <> 0 AND i.definition ~ 'USING btree \([^(),]*[,)]' AND i.relkind = 'r'
UNION ALL SELECT 'NULLs of an index', anew || CASE WHEN definition LIKE '%NULLS NOT DISTINCT%' THEN replace(definition, ' NULLS NOT DISTINCT', '')
        ELSE regexp_replace(definition, '((?: WITH \([^)]*\))?(?: WHERE .*)?)$', ' NULLS NOT DISTINCT\1') END || rest_sql,
    'different', 'index', schema, relation, name, 'nulls_not_distinct' FROM indexes
    WHERE indisunique AND relkind = 'r' AND current_setting('server_version_num')::integer >= 150000
UNION ALL SELECT 'another statistics target of an index', format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS 77', index_sql, array_position(indkey::int2[], 0::int2) + 1),
    'different', 'index', schema, relation, name, 'statistics_target' FROM indexes WHERE 0 = ANY (indkey::int2[]) AND relkind = 'r'
