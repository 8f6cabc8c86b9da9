-- Every relation called django_migrations: whether the role may read it as Django's, and what stands in the way of
-- reading it as an ordinary table of nothing but PostgreSQL's own (a word, and what it names), and whether its policies
-- count for the role. The planner evaluates the expressions of indexes and statistics, whatever a query asks of the
-- table (get_relation_info of plancat.c).
SELECT n.nspname::text,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
           AND 4 = (SELECT count(*) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname IN ('id', 'app', 'name', 'applied') AND NOT a.attisdropped),
       o.obstacle[1], o.obstacle[2], row_security_active(c.oid)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN c.relkind <> 'r' THEN ARRAY['kind', c.relkind::text]
        WHEN c.relispartition THEN ARRAY['partition', '']
        WHEN EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) THEN ARRAY['parent', (
            SELECT i.inhrelid::regclass::text FROM pg_inherits i WHERE i.inhparent = c.oid ORDER BY i.inhrelid LIMIT 1)]
        ELSE coalesce((
            SELECT ARRAY['column', a.attname || ' of type ' || format_type(a.atttypid, a.atttypmod)]
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = c.oid AND a.attname IN ('id', 'app', 'name', 'applied') AND NOT a.attisdropped
              AND (t.typnamespace <> 'pg_catalog'::regnamespace OR t.typtype <> 'b')
            ORDER BY a.attnum
            LIMIT 1
        ), (
            SELECT ARRAY['generated', a.attname::text]
            FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname IN ('id', 'app', 'name', 'applied') AND a.attgenerated <> ''
            ORDER BY a.attnum
            LIMIT 1
        ), (
            SELECT ARRAY['index', i.indexrelid::regclass::text]
            FROM pg_index i
            JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
            WHERE i.indrelid = c.oid
            ORDER BY i.indexrelid
            LIMIT 1
        ), (
            SELECT ARRAY['statistics', s.stxname::text]
            FROM pg_statistic_ext s
            JOIN pg_depend d ON d.classid = 'pg_statistic_ext'::regclass AND d.objid = s.oid
                AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
            WHERE s.stxrelid = c.oid
            ORDER BY s.oid
            LIMIT 1
        )) END AS obstacle
) o
WHERE c.relname = 'django_migrations' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_'
ORDER BY n.nspname
