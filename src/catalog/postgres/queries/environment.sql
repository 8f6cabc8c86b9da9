-- One digest over all that names and constants of an expression are resolved by. What a release brings is
-- told by its version, and by the transaction that wrote it last; what users made (FirstNormalObjectId of
-- transam.h) is told whole. Row types of tables are not in it: who names one asks each time.
SELECT encode(sha256(convert_to(string_agg(concat_ws(' ', part.*), E'\n' ORDER BY part), 'UTF8')), 'hex')
FROM (
    SELECT 'pg_proc' AS what, oid::text AS id, xmin::text AS written, CASE WHEN oid >= 16384 THEN t::text END AS content
    FROM pg_proc t
    UNION ALL SELECT 'pg_operator', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_operator t
    UNION ALL SELECT 'pg_cast', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_cast t
    UNION ALL SELECT 'pg_opclass', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_opclass t
    UNION ALL SELECT 'pg_opfamily', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_opfamily t
    UNION ALL SELECT 'pg_amop', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_amop t
    UNION ALL SELECT 'pg_amproc', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_amproc t
    UNION ALL SELECT 'pg_collation', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_collation t
    UNION ALL SELECT 'pg_ts_config', oid::text, xmin::text, CASE WHEN oid >= 16384 THEN t::text END FROM pg_ts_config t
    UNION ALL SELECT 'pg_type', t.oid::text, t.xmin::text, CASE WHEN t.oid >= 16384 THEN t::text END
    FROM pg_type t
    LEFT JOIN pg_type e ON e.oid = t.typelem
    LEFT JOIN pg_class c ON c.oid IN (t.typrelid, e.typrelid)
    WHERE c.oid IS NULL OR c.relkind IN ('c', 'f')
    UNION ALL SELECT 'pg_attribute', a.attrelid::text, a.attnum::text, concat_ws(' ', a.attname, a.atttypid, a.atttypmod, a.attcollation)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('c', 'f')
    UNION ALL SELECT 'pg_aggregate', aggfnoid::oid::text, xmin::text, CASE WHEN aggfnoid::oid >= 16384 THEN t::text END FROM pg_aggregate t
    UNION ALL SELECT 'pg_range', rngtypid::text, xmin::text, t::text FROM pg_range t
    UNION ALL SELECT 'pg_enum', oid::text, xmin::text, t::text FROM pg_enum t
    UNION ALL SELECT 'pg_constraint', oid::text, xmin::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid <> 0
    UNION ALL SELECT 'pg_extension', oid::text, xmin::text, concat_ws(' ', extname, extversion) FROM pg_extension
    UNION ALL SELECT 'pg_namespace', oid::text, nspname, has_schema_privilege(oid, 'USAGE')::text
    FROM pg_namespace
    WHERE nspname !~ '^pg_(toast|temp)'
    UNION ALL SELECT 'pg_database', NULL, NULL, concat_ws(' ', datcollate, datctype, encoding)
    FROM pg_database
    WHERE datname = current_database()
    UNION ALL SELECT 'pg_settings', name, NULL, setting
    FROM pg_settings
    WHERE category LIKE 'Version and Platform Compatibility%'
    OR category LIKE 'Client Connection Defaults / Locale and Formatting%'
    OR name IN ('server_version', 'search_path', 'xmloption', 'xmlbinary', 'bytea_output')
) AS part
