-- Those of other sessions (pg_temp) too: which are wanted, the rows of relations tell. OFFSET keeps the planner from
-- reading all of pg_depend.
SELECT s.seqrelid, s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, d.owner,
       coalesce(d.identity, false) AS identity
FROM pg_sequence s
LEFT JOIN LATERAL (
    SELECT ARRAY[d.refobjid::int8, d.refobjsubid::int8] AS owner, d.deptype = 'i' AS identity
    FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
      AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    OFFSET 0
) d ON true
