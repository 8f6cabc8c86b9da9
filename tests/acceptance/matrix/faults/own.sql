-- What the database holds of its own, for the parts beside this file. Each part is a query of faults:
-- the sort, the damage, and the finding that it must be (kind, type, schema, table, name, aspect).
-- A name that begins with zz_other is the second half of a rename.
WITH own AS (
    SELECT n.oid, n.nspname::text AS schema FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), members AS (
    SELECT d.classid, d.objid FROM pg_depend d WHERE d.deptype = 'e'
), relations AS (
    SELECT c.*, o.schema, c.relname::text AS name, format('%I.%I', o.schema, c.relname) AS sql
    FROM pg_class c JOIN own o ON o.oid = c.relnamespace
    WHERE c.relname NOT LIKE 'django_migrations%' AND NOT EXISTS (SELECT FROM members m WHERE m.objid = c.oid AND m.classid = 'pg_class'::regclass)
), tables AS (
    SELECT * FROM relations WHERE relkind IN ('r', 'p')
), columns AS (
    SELECT a.*, a.attname::text AS name, t.schema, t.name AS relation, t.sql, t.relkind, format('%I', a.attname) AS column_sql,
           format_type(a.atttypid, a.atttypmod) AS shown, pg_get_expr(d.adbin, d.adrelid) AS default_sql
    FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attislocal
), constraints AS (
    SELECT k.*, k.conname::text AS name, t.schema, t.name AS relation, t.sql, t.relkind, format('%I', k.conname) AS constraint_sql,
           pg_get_constraintdef(k.oid) AS definition,
           -- Making it anew, with what would be lost.
           format('ALTER TABLE %s DROP CONSTRAINT %I; ALTER TABLE %s ADD CONSTRAINT %I ', t.sql, k.conname, t.sql, k.conname) AS anew,
           format('; COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, t.sql, obj_description(k.oid, 'pg_constraint'))
           || CASE WHEN k.contype IN ('p', 'u', 'x') THEN
                format('; COMMENT ON INDEX %s IS %L', k.conindid::regclass, obj_description(k.conindid, 'pg_class'))
                || CASE WHEN x.reloptions IS NULL THEN '' ELSE format('; ALTER INDEX %s SET (%s)', k.conindid::regclass, array_to_string(x.reloptions, ', ')) END
                || CASE WHEN i.indisclustered THEN format('; ALTER TABLE %s CLUSTER ON %I', t.sql, k.conname) ELSE '' END
                || CASE WHEN i.indisreplident THEN format('; ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', t.sql, k.conname) ELSE '' END
              ELSE '' END AS rest_sql,
           (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS u (at, n)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.at) AS columns_sql,
           (SELECT quote_ident(a.attname) FROM pg_attribute a
            WHERE a.attrelid = k.conrelid AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.attnum = ANY (k.conkey)
              AND a.atttypid IN (SELECT opcintype FROM pg_opclass) ORDER BY a.attnum LIMIT 1) AS spare_sql
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid LEFT JOIN pg_class x ON x.oid = k.conindid LEFT JOIN pg_index i ON i.indexrelid = k.conindid
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conislocal
), indexes AS (
    SELECT i.*, c.relname::text AS name, t.schema, t.name AS relation, t.sql, t.relkind, format('%I.%I', t.schema, c.relname) AS index_sql,
           pg_get_indexdef(i.indexrelid) AS definition, m.amname, c.reloptions,
           format('DROP INDEX %I.%I; ', t.schema, c.relname) AS anew,
           format('; COMMENT ON INDEX %I.%I IS %L', t.schema, c.relname, obj_description(c.oid, 'pg_class')) AS rest_sql,
           (SELECT quote_ident(a.attname) FROM pg_attribute a
            WHERE a.attrelid = i.indrelid AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attnum = ANY (i.indkey)
              AND a.atttypid IN (SELECT opcintype FROM pg_opclass) ORDER BY a.attnum LIMIT 1) AS spare_sql
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN tables t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam
    WHERE NOT c.relispartition
      -- Making such an index anew loses a setting: that would be a second fault.
      AND NOT i.indisclustered AND NOT i.indisreplident
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget > 0)
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
), triggers AS (
    SELECT g.*, g.tgname::text AS name, r.schema, r.name AS relation, r.sql, format('%I', g.tgname) AS trigger_sql,
           pg_get_triggerdef(g.oid) AS definition,
           format('DROP TRIGGER %I ON %s; ', g.tgname, r.sql) AS anew,
           format('; COMMENT ON TRIGGER %I ON %s IS %L', g.tgname, r.sql, obj_description(g.oid, 'pg_trigger'))
           || CASE WHEN g.tgenabled = 'O' THEN '' ELSE format('; ALTER TABLE %s %s TRIGGER %I', r.sql,
                CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, g.tgname) END AS rest_sql
    FROM pg_trigger g JOIN relations r ON r.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND g.tgparentid = 0
), policies AS (
    SELECT p.*, p.polname::text AS name, t.schema, t.name AS relation, t.sql, format('%I ON %s', p.polname, t.sql) AS policy_sql
    FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
), rules AS (
    SELECT w.*, w.rulename::text AS name, r.schema, r.name AS relation, r.sql, format('%I', w.rulename) AS rule_sql
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
), sequences AS (
    SELECT s.*, r.oid, r.schema, r.name, r.sql, r.relpersistence, d.deptype
    FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid
                         AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
), views AS (
    SELECT r.*, CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized_view' END AS type,
           CASE relkind WHEN 'v' THEN 'VIEW ' ELSE 'MATERIALIZED VIEW ' END || sql AS view_sql
    FROM relations r WHERE relkind IN ('v', 'm')
), routines AS (
    SELECT p.*, o.schema, p.proname::text AS name, p.oid::regprocedure::text AS sql, l.lanname
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
), types AS (
    SELECT t.*, o.schema, t.typname::text AS name, format('%I.%I', o.schema, t.typname) AS sql,
           CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS type
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c')
      AND NOT EXISTS (SELECT FROM members m WHERE m.objid = t.oid AND m.classid = 'pg_type'::regclass)
)
