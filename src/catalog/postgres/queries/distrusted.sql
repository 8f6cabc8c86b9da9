-- What no question may name, as planning it would reach a function or operator of another role than a superuser or the
-- one that is connected here, or a foreign table: what it is found by, its schema, its name, its column, and what to say.
-- Planning folds and inlines functions, evaluates what indexes, statistics and partition keys hold, adds policies, and
-- opens views; it plans no check of a table (constraint_exclusion is off) and fires no trigger.
WITH RECURSIVE maker AS (
    SELECT r.oid FROM pg_roles r WHERE r.rolsuper OR r.rolname = SESSION_USER
), trusted AS (
    SELECT m.oid FROM maker m
    UNION
    -- Has one member, the owner of the database.
    SELECT r.oid
    FROM pg_roles r
    JOIN pg_database d ON d.datname = current_database() AND d.datdba IN (SELECT m.oid FROM maker m)
    WHERE r.rolname = 'pg_database_owner'
), function AS (
    -- What initdb made has an oid below FirstNormalObjectId (access/transam.h).
    SELECT p.oid, p.pronamespace, format('the function %s, which belongs to %s', p.oid::regprocedure, pg_get_userbyid(p.proowner)) AS because
    FROM pg_proc p
    WHERE p.oid >= 16384 AND p.proowner NOT IN (SELECT t.oid FROM trusted t)
), operator AS (
    SELECT o.oid, o.oprnamespace, format('the operator %s, which belongs to %s', o.oid::regoperator, pg_get_userbyid(o.oprowner)) AS because
    FROM pg_operator o
    WHERE o.oid >= 16384 AND o.oprowner NOT IN (SELECT t.oid FROM trusted t)
), open AS (
    -- Whether there is anything at all that planning must not run. Where there is nothing, nothing is withheld for
    -- what it might name.
    SELECT EXISTS (SELECT FROM function) OR EXISTS (SELECT FROM operator) OR EXISTS (
        SELECT FROM pg_class c WHERE c.relkind = 'f' AND c.relowner NOT IN (SELECT t.oid FROM trusted t)) AS yes
), closed AS (
    -- Schemas in which no other role owns anything, nor may make anything; the two others are names of no schema.
    SELECT n.nspname::text AS name
    FROM pg_namespace n
    WHERE n.nspowner IN (SELECT t.oid FROM trusted t) AND n.nspname <> '$user'
      AND NOT EXISTS (SELECT FROM aclexplode(n.nspacl) x WHERE x.privilege_type = 'CREATE' AND x.grantee NOT IN (SELECT t.oid FROM trusted t))
      AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proowner NOT IN (SELECT t.oid FROM trusted t))
      AND NOT EXISTS (SELECT FROM pg_operator o WHERE o.oprnamespace = n.oid AND o.oprowner NOT IN (SELECT t.oid FROM trusted t))
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relowner NOT IN (SELECT t.oid FROM trusted t))
      AND NOT EXISTS (SELECT FROM pg_type y WHERE y.typnamespace = n.oid AND y.typowner NOT IN (SELECT t.oid FROM trusted t))
    UNION ALL
    VALUES ('pg_temp'), ('')
), naming AS (
    -- PostgreSQL's own functions that run what an argument names: the input of a type, a query over a relation. No
    -- dependency tells of the one that is named.
    SELECT p.oid, p.proname
    FROM pg_proc p
    WHERE p.oid < 16384 AND p.proname ~ ('^((domain|array|range|multirange|record|any[a-z]*)_(in|recv)|pg_input_[a-z_]+'
        || '|(table|schema|database|query|cursor)_to_xml[a-z_]*)$')
), stored AS (
    -- The trees that planning takes up, and what it finds them by.
    SELECT 'pg_class'::regclass::oid AS class, w.ev_class AS oid, w.ev_action::text AS tree
    FROM pg_rewrite w
    JOIN pg_class c ON c.oid = w.ev_class AND c.relkind = 'v'
    UNION ALL
    SELECT 'pg_class'::regclass, p.polrelid, concat(p.polqual::text, p.polwithcheck::text) FROM pg_policy p
    UNION ALL
    SELECT 'pg_class'::regclass, i.indrelid, concat(i.indexprs::text, i.indpred::text) FROM pg_index i
    UNION ALL
    SELECT 'pg_class'::regclass, s.stxrelid, {stxexprs_tree} FROM pg_statistic_ext s
    UNION ALL
    SELECT 'pg_class'::regclass, k.partrelid, k.partexprs::text FROM pg_partitioned_table k
    UNION ALL
    SELECT 'pg_class'::regclass, d.adrelid, d.adbin::text
    FROM pg_attrdef d
    JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = 'v'
    UNION ALL
    SELECT 'pg_type'::regclass, k.contypid, k.conbin::text FROM pg_constraint k WHERE k.contypid <> 0
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, concat({prosqlbody_tree}, p.proargdefaults::text) FROM pg_proc p
), cause AS (
    SELECT 'pg_proc'::regclass::oid AS class, f.oid, f.because FROM function f
    UNION ALL
    SELECT 'pg_operator'::regclass, o.oid, o.because FROM operator o
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, format('the foreign table %s', c.oid::regclass) FROM pg_class c WHERE c.relkind = 'f'
    UNION ALL
    -- A body that is a text names what it meets, and EXECUTE names anything.
    SELECT 'pg_proc'::regclass, p.oid, format('the function %s, whose body may meet what other roles made', p.oid::regprocedure)
    FROM pg_proc p
    JOIN pg_language l ON l.oid = p.prolang
    WHERE (SELECT o.yes FROM open o) AND p.oid >= 16384 AND l.lanname NOT IN ('internal', 'c')
      AND p.proowner IN (SELECT t.oid FROM trusted t) AND NOT {sql_body}
      AND NOT EXISTS (
          SELECT FROM unnest(p.proconfig) AS g (setting)
          WHERE g.setting LIKE 'search\_path=%' AND NOT EXISTS (
              SELECT FROM unnest(string_to_array(substr(g.setting, 13), ',')) AS e (entry)
              WHERE btrim(e.entry) !~ '^([a-z_][a-z0-9_$]*|"[^"]*")$'
                 OR btrim(btrim(e.entry), '"') NOT IN (SELECT c.name FROM closed c)))
    UNION ALL
    SELECT 'pg_proc'::regclass, n.oid, format('the function %s, which runs what its arguments name', n.proname)
    FROM naming n
    WHERE (SELECT o.yes FROM open o) OR n.proname !~ '_(in|recv)$'
    UNION ALL
    SELECT s.class, s.oid, CASE s.class
        WHEN 'pg_class'::regclass THEN format('the relation %s', s.oid::regclass)
        WHEN 'pg_type'::regclass THEN format('the type %s', s.oid::regtype)
        ELSE format('the function %s', s.oid::regprocedure) END || ', behind which is a function that runs what its arguments name'
    FROM stored s
    WHERE (SELECT o.yes FROM open o) AND s.oid >= 16384
      AND s.tree ~ (SELECT ':funcid (' || string_agg(n.oid::text, '|') || ') ' FROM naming n)
    UNION ALL
    -- Casts, and operator classes, are taken without a name.
    SELECT 'pg_type'::regclass, u.type, u.because
    FROM (
        SELECT k.type, f.because
        FROM pg_cast c
        JOIN function f ON f.oid = c.castfunc
        CROSS JOIN LATERAL (VALUES (c.castsource), (c.casttarget)) AS k (type)
        UNION ALL
        SELECT k.type, f.because
        FROM pg_amproc m
        JOIN function f ON f.oid = m.amproc
        CROSS JOIN LATERAL (VALUES (m.amproclefttype), (m.amprocrighttype)) AS k (type)
        UNION ALL
        SELECT k.type, o.because
        FROM pg_amop m
        JOIN operator o ON o.oid = m.amopopr
        CROSS JOIN LATERAL (VALUES (m.amoplefttype), (m.amoprighttype)) AS k (type)
    ) u
), reached AS (
    -- What PostgreSQL's own functions and types are behind, no dependency tells.
    SELECT c.class, c.oid FROM cause c WHERE c.class <> 'pg_type'::regclass OR c.oid >= 16384
    UNION
    SELECT e.class, e.oid
    FROM reached r
    CROSS JOIN LATERAL (
        SELECT d.classid AS class, d.objid AS oid FROM pg_depend d WHERE d.refclassid = r.class AND d.refobjid = r.oid
        UNION ALL
        SELECT 'pg_class'::regclass, w.ev_class
        FROM pg_rewrite w
        JOIN pg_class c ON c.oid = w.ev_class AND c.relkind = 'v'
        WHERE r.class = 'pg_rewrite'::regclass AND w.oid = r.oid
        UNION ALL
        SELECT 'pg_class'::regclass, i.indrelid FROM pg_index i WHERE r.class = 'pg_class'::regclass AND i.indexrelid = r.oid
        UNION ALL
        SELECT 'pg_class'::regclass, p.polrelid FROM pg_policy p WHERE r.class = 'pg_policy'::regclass AND p.oid = r.oid
        UNION ALL
        SELECT 'pg_class'::regclass, s.stxrelid FROM pg_statistic_ext s WHERE r.class = 'pg_statistic_ext'::regclass AND s.oid = r.oid
        UNION ALL
        SELECT 'pg_class'::regclass, i.inhparent FROM pg_inherits i WHERE r.class = 'pg_class'::regclass AND i.inhrelid = r.oid
        UNION ALL
        SELECT 'pg_type'::regclass, k.contypid FROM pg_constraint k WHERE r.class = 'pg_constraint'::regclass AND k.oid = r.oid AND k.contypid <> 0
        UNION ALL
        SELECT 'pg_type'::regclass, c.reltype FROM pg_class c WHERE r.class = 'pg_class'::regclass AND c.oid = r.oid AND c.reltype <> 0
        UNION ALL
        -- An array is made of its elements without its name.
        SELECT 'pg_type'::regclass, y.oid FROM pg_type y WHERE r.class = 'pg_type'::regclass AND y.typarray = r.oid AND y.oid >= 16384
        UNION ALL
        SELECT 'pg_class'::regclass, a.attrelid
        FROM pg_attrdef d
        JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = 'v'
        WHERE r.class = 'pg_attrdef'::regclass AND d.oid = r.oid
    ) e
), named AS (
    SELECT r.class, r.oid, c.because
    FROM reached r
    LEFT JOIN (SELECT DISTINCT ON (class, oid) class, oid, because FROM cause ORDER BY class, oid, because) c
        ON c.class = r.class AND c.oid = r.oid
)
SELECT 'name'::text, n.nspname::text, p.proname::text, ''::text,
       coalesce(r.because, format('the function %s, behind which is what another role made', p.oid::regprocedure))
FROM named r
JOIN pg_proc p ON r.class = 'pg_proc'::regclass AND p.oid = r.oid
JOIN pg_namespace n ON n.oid = p.pronamespace
UNION
SELECT 'operator'::text, n.nspname::text, o.oprname::text, ''::text,
       coalesce(r.because, format('the operator %s, behind which is what another role made', o.oid::regoperator))
FROM named r
JOIN pg_operator o ON r.class = 'pg_operator'::regclass AND o.oid = r.oid
JOIN pg_namespace n ON n.oid = o.oprnamespace
UNION
-- An array is written by the name of its elements, the type of a row by that of its table.
SELECT 'name'::text, n.nspname::text, coalesce(e.typname, t.typname)::text, ''::text,
       format('the type %s, behind which is %s', t.oid::regtype, coalesce(r.because, c.because, 'what another role made'))
FROM named r
JOIN pg_type t ON r.class = 'pg_type'::regclass AND t.oid = r.oid
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type e ON e.typarray = t.oid
LEFT JOIN named c ON c.class = 'pg_class'::regclass AND c.oid = coalesce(e.typrelid, t.typrelid)
UNION
SELECT 'relation'::text, n.nspname::text, c.relname::text, ''::text,
       coalesce(r.because, format('the relation %s, behind which is what another role made', c.oid::regclass))
FROM named r
JOIN pg_class c ON r.class = 'pg_class'::regclass AND c.oid = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION
SELECT 'row'::text, n.nspname::text, c.relname::text, a.attname::text,
       format('the table %s, whose column %s is of the type %s, behind which is what another role made', c.oid::regclass, a.attname, t.oid::regtype)
FROM named r
JOIN pg_type t ON r.class = 'pg_type'::regclass AND t.oid = r.oid
JOIN pg_attribute a ON a.atttypid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION
-- Nothing is safe where two of PostgreSQL's own types are cast or compared by such a function.
SELECT 'everything'::text, ''::text, ''::text, ''::text, c.because
FROM cause c
WHERE c.class = 'pg_type'::regclass AND c.oid < 16384
  AND NOT EXISTS (SELECT FROM cause o WHERE o.class = c.class AND o.because = c.because AND o.oid >= 16384)
ORDER BY 1, 2, 3, 4, 5
