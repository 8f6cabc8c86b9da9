-- What tells whether the rows of the catalog that were there at an earlier moment still are: $1 is the oldest
-- transaction that ran then (NULL: that runs now), $2 lists the later ones whose rows were visible, $3 the relations
-- (NULL: those of now). A row that is changed gets another xmin, so that it is enough to count the rows of $1 and $2.
-- A relation's row is written by TRUNCATE, VACUUM FULL and REFRESH too: there counts what names and rights are read
-- from. It is all that the server's prints (pg_get_expr ...) and plans are made of and that is changed in place,
-- without what other sessions keep in pg_temp.
WITH bound AS MATERIALIZED (
    SELECT b.oldest, age(b.oldest) AS age
    FROM (SELECT coalesce($1, (pg_snapshot_xmin(pg_current_snapshot())::text::int8 & 4294967295)::text)::xid AS oldest) b
), temporary AS MATERIALIZED (
    SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_(toast_)?temp_'
), passing AS MATERIALIZED (
    SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace IN (SELECT t.oid FROM temporary t)
), relation AS (
    SELECT array_agg(c.oid) AS oids,
           coalesce(sum(hashnameextended(c.relname, c.oid::int8) # hashtextextended(concat_ws(' ', c.relkind, c.relnamespace,
               c.relowner, c.relnatts, c.relacl, c.reloptions), 0)), 0)::text AS shown
    FROM pg_catalog.pg_class c
    WHERE CASE WHEN $3::oid[] IS NULL THEN c.oid >= 16384 AND c.oid NOT IN (SELECT p.oid FROM passing p)
               ELSE c.oid IN (SELECT unnest($3::oid[])) END
), part AS (
    SELECT n.xmin AS written FROM pg_catalog.pg_namespace n WHERE n.oid NOT IN (SELECT t.oid FROM temporary t)
    UNION ALL SELECT a.xmin FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND a.attrelid NOT IN (SELECT p.oid FROM passing p)
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid NOT IN (SELECT p.oid FROM passing p)
    UNION ALL SELECT r.xmin FROM pg_catalog.pg_rewrite r WHERE r.ev_class NOT IN (SELECT p.oid FROM passing p)
    UNION ALL SELECT h.xmin FROM pg_catalog.pg_inherits h WHERE h.inhrelid NOT IN (SELECT p.oid FROM passing p)
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_type t WHERE t.oid >= 16384 AND t.typnamespace NOT IN (SELECT s.oid FROM temporary s)
    UNION ALL SELECT p.xmin FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.pronamespace NOT IN (SELECT t.oid FROM temporary t)
    UNION ALL SELECT a.xmin FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid::oid >= 16384
    UNION ALL SELECT s.xmin FROM pg_catalog.pg_statistic_ext s
    UNION ALL SELECT e.xmin FROM pg_catalog.pg_enum e
    UNION ALL SELECT r.xmin FROM pg_catalog.pg_range r WHERE r.rngtypid >= 16384
    UNION ALL SELECT o.xmin FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
    UNION ALL SELECT o.xmin FROM pg_catalog.pg_opclass o WHERE o.oid >= 16384
    UNION ALL SELECT o.xmin FROM pg_catalog.pg_opfamily o WHERE o.oid >= 16384
    UNION ALL SELECT o.xmin FROM pg_catalog.pg_amop o WHERE o.oid >= 16384
    UNION ALL SELECT o.xmin FROM pg_catalog.pg_amproc o WHERE o.oid >= 16384
    UNION ALL SELECT c.xmin FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
    UNION ALL SELECT c.xmin FROM pg_catalog.pg_collation c WHERE c.oid >= 16384
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_ts_config t WHERE t.oid >= 16384
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_ts_dict t WHERE t.oid >= 16384
), rows AS (
    SELECT count(*) FILTER (WHERE age(p.written) > b.age OR p.written = ANY (coalesce($2, '{}')::xid[])) AS known,
           count(*) AS every,
           array_agg(DISTINCT p.written::text) FILTER (WHERE age(p.written) <= b.age) AS recent
    FROM part p
    CROSS JOIN bound b
)
SELECT b.oldest::text, r.known, r.every, r.recent, c.oids, c.shown
FROM bound b
CROSS JOIN relation c
CROSS JOIN rows r
