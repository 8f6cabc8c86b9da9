-- What there is of kinds that few databases have: what is not there is not asked about. Each line takes in more than the
-- query that it stands before, never less. What initdb made has an oid below FirstNormalObjectId (access/transam.h).
WITH relation AS (
    SELECT c.relkind AS kind FROM pg_class c GROUP BY c.relkind
)
SELECT EXISTS (SELECT FROM relation r WHERE r.kind = 'c') AS composites,
       EXISTS (
           SELECT
           FROM pg_type t
           WHERE t.oid >= 16384
             AND (t.typtype NOT IN ('b', 'c', 'm') OR NOT t.typisdefined
                  OR (t.typtype = 'b' AND t.oid NOT IN (SELECT e.typarray FROM pg_type e)))) AS types,
       EXISTS (SELECT FROM relation r WHERE r.kind NOT IN ('r', 'p', 'v', 'm', 'S', 'i', 'I', 'c', 't'))
           OR EXISTS (SELECT FROM pg_constraint c WHERE c.contype NOT IN ('c', 'f', 'n', 'p', 'u', 'x', 't')) AS unmodelled,
       EXISTS (SELECT FROM pg_trigger t WHERE NOT t.tgisinternal OR t.tgparentid <> 0) AS triggers,
       EXISTS (SELECT FROM pg_policy) AS policies,
       EXISTS (SELECT FROM pg_rewrite w WHERE w.oid >= 16384) AS rules,
       EXISTS (SELECT FROM pg_statistic_ext) AS statistics,
       EXISTS (SELECT FROM pg_proc p WHERE p.oid >= 16384) AS functions,
       EXISTS (SELECT FROM pg_collation c WHERE c.oid >= 16384) AS collations,
       EXISTS (
           SELECT FROM pg_am WHERE oid >= 16384
           UNION ALL SELECT FROM pg_cast WHERE oid >= 16384
           UNION ALL SELECT FROM pg_conversion WHERE oid >= 16384
           UNION ALL SELECT FROM pg_event_trigger WHERE oid >= 16384
           UNION ALL SELECT FROM pg_foreign_data_wrapper WHERE oid >= 16384
           UNION ALL SELECT FROM pg_foreign_server WHERE oid >= 16384
           UNION ALL SELECT FROM pg_language WHERE oid >= 16384
           UNION ALL SELECT FROM pg_operator WHERE oid >= 16384
           UNION ALL SELECT FROM pg_opclass WHERE oid >= 16384
           UNION ALL SELECT FROM pg_opfamily WHERE oid >= 16384
           UNION ALL SELECT FROM pg_publication WHERE oid >= 16384
           UNION ALL SELECT FROM pg_ts_config WHERE oid >= 16384
           UNION ALL SELECT FROM pg_ts_dict WHERE oid >= 16384
           UNION ALL SELECT FROM pg_ts_parser WHERE oid >= 16384
           UNION ALL SELECT FROM pg_ts_template WHERE oid >= 16384
           UNION ALL SELECT FROM pg_transform WHERE oid >= 16384) AS others
