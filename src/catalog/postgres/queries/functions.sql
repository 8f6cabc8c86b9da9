SELECT p.oid, p.xmin, n.nspname::text, p.proname::text, p.prokind, pg_get_function_identity_arguments(p.oid) AS arguments, l.lanname::text,
       coalesce(p.proallargtypes, p.proargtypes::oid[]) AS argument_types, p.proargmodes::text[], p.proargnames,
       CASE WHEN p.pronargdefaults > 0 THEN ARRAY(
           SELECT pg_get_function_arg_default(p.oid, g.position)
           FROM generate_series(1, cardinality(coalesce(p.proallargtypes, p.proargtypes::oid[]))) AS g (position)
           ORDER BY g.position) END AS argument_defaults,
       p.prorettype, p.proretset, p.provolatile, p.proisstrict, p.prosecdef, p.proleakproof, p.proparallel,
       p.procost::text, p.prorows::text,
       (SELECT ARRAY[sn.nspname::text, s.proname::text] FROM pg_proc s JOIN pg_namespace sn ON sn.oid = s.pronamespace
        WHERE s.oid = p.prosupport) AS support,
       p.proconfig, p.prosrc, p.probin, {prosqlbody} AS prosqlbody,
       CASE p.prokind WHEN 'a' THEN (
           -- In the words of CREATE AGGREGATE; a word whose value is its default is left out.
           SELECT array_remove(ARRAY[
               'sfunc=' || a.aggtransfn::text,
               'stype=' || format_type(a.aggtranstype, NULL),
               CASE WHEN a.aggtransspace <> 0 THEN 'sspace=' || a.aggtransspace END,
               CASE WHEN a.aggfinalfn <> 0 THEN 'finalfunc=' || a.aggfinalfn::text END,
               CASE WHEN a.aggcombinefn <> 0 THEN 'combinefunc=' || a.aggcombinefn::text END,
               CASE WHEN a.aggserialfn <> 0 THEN 'serialfunc=' || a.aggserialfn::text END,
               CASE WHEN a.aggdeserialfn <> 0 THEN 'deserialfunc=' || a.aggdeserialfn::text END,
               'initcond=' || a.agginitval,
               CASE WHEN a.aggfinalextra THEN 'finalfunc_extra=' END,
               CASE WHEN a.aggfinalmodify <> modify.usual THEN 'finalfunc_modify=' || (modify.words ->> a.aggfinalmodify::text) END,
               CASE WHEN a.aggmtransfn <> 0 THEN 'msfunc=' || a.aggmtransfn::text END,
               CASE WHEN a.aggminvtransfn <> 0 THEN 'minvfunc=' || a.aggminvtransfn::text END,
               CASE WHEN a.aggmtranstype <> 0 THEN 'mstype=' || format_type(a.aggmtranstype, NULL) END,
               CASE WHEN a.aggmtransspace <> 0 THEN 'msspace=' || a.aggmtransspace END,
               CASE WHEN a.aggmfinalfn <> 0 THEN 'mfinalfunc=' || a.aggmfinalfn::text END,
               CASE WHEN a.aggmfinalextra THEN 'mfinalfunc_extra=' END,
               CASE WHEN a.aggmfinalmodify <> modify.usual THEN 'mfinalfunc_modify=' || (modify.words ->> a.aggmfinalmodify::text) END,
               'minitcond=' || a.aggminitval,
               (SELECT 'sortop=' || s.nspname || '.' || o.oprname
                FROM pg_operator o
                JOIN pg_namespace s ON s.oid = o.oprnamespace
                WHERE o.oid = a.aggsortop),
               CASE WHEN a.aggkind = 'h' THEN 'hypothetical=' END,
               -- No word of CREATE AGGREGATE: how many arguments stand before ORDER BY.
               CASE WHEN a.aggkind <> 'n' THEN 'direct_arguments=' || a.aggnumdirectargs END
           ], NULL)
           FROM pg_aggregate a
           CROSS JOIN LATERAL (
               SELECT CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" AS usual,
                      '{"r": "read_only", "s": "shareable", "w": "read_write"}'::json AS words
           ) modify
           WHERE a.aggfnoid = p.oid) END AS aggregate
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p', 'a', 'w') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
  -- The constructors of a range type come and go with it.
  AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
ORDER BY p.oid
