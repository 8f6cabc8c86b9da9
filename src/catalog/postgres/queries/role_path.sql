-- The search path of a role that connects here, by the order of process_settings (postinit.c): what
-- its connection sets, then its setting in this database, everywhere, the database's, everyone's, the
-- server's. A schema that it may not use is passed over, as recomputeNamespacePath (namespace.c) does.
WITH written AS (
    SELECT *
    FROM (
        SELECT $2 AS value, 'connection' AS origin, 0 AS rank
        UNION ALL
        SELECT substr(e.entry, 13),
               CASE WHEN s.setrole <> 0 AND s.setdatabase <> 0 THEN 'role in database'
                    WHEN s.setrole <> 0 THEN 'role'
                    WHEN s.setdatabase <> 0 THEN 'database'
                    ELSE 'all roles' END,
               CASE WHEN s.setrole <> 0 THEN 1 ELSE 3 END + CASE WHEN s.setdatabase <> 0 THEN 0 ELSE 1 END
        FROM pg_db_role_setting s
        CROSS JOIN LATERAL unnest(s.setconfig) AS e(entry)
        WHERE e.entry LIKE 'search\_path=%' AND s.setrole IN (0, $1)
          AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
        UNION ALL
        SELECT $3, 'server', 9
    ) every
    WHERE value IS NOT NULL
    ORDER BY rank
    LIMIT 1
), named AS (
    SELECT m.position,
           CASE WHEN m.part[1] IS NOT NULL THEN replace(m.part[1], '""', '"') ELSE lower(m.part[2]) END AS name
    FROM written w
    CROSS JOIN LATERAL regexp_matches(w.value, '"((?:[^"]|"")*)"|([^",\s]+)', 'g') WITH ORDINALITY AS m(part, position)
)
SELECT w.value, w.origin, ARRAY(
    SELECT n.nspname::text
    FROM named p
    JOIN pg_namespace n
        ON n.nspname = CASE p.name WHEN '$user' THEN (SELECT r.rolname FROM pg_roles r WHERE r.oid = $1) ELSE p.name END
    WHERE has_schema_privilege($1, n.oid, 'USAGE')
    ORDER BY p.position
)
FROM written w
