-- What a role finds under each name of a table or view, and whether it may read all of it. Whatever
-- has the name hides what comes later, an index too (RelnameGetRelid of namespace.c).
WITH path AS (
    SELECT n.oid, n.nspname, p.position
    FROM unnest($2) WITH ORDINALITY AS p(name, position)
    JOIN pg_namespace n ON n.nspname = p.name
), found AS (
    SELECT DISTINCT ON (c.relname) c.relname, p.nspname
    FROM pg_class c
    JOIN path p ON p.oid = c.relnamespace
    ORDER BY c.relname, p.position
)
SELECT n.nspname::text, c.relname::text, f.nspname::text, has_schema_privilege($1, n.oid, 'USAGE'),
       CASE WHEN has_table_privilege($1, c.oid, 'SELECT') OR NOT EXISTS (
                SELECT 1
                FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND NOT has_column_privilege($1, c.oid, a.attnum, 'SELECT')
            ) THEN 'all'
            WHEN has_any_column_privilege($1, c.oid, 'SELECT') THEN 'some'
            ELSE 'none' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN found f ON f.relname = c.relname
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname
