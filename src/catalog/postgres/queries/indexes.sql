-- `whole` is for a key expression with a collation: only the whole text tells whether that was named.
SELECT i.indexrelid, c.xmin, i.indrelid, c.relname, nullif(m.amname, 'btree') AS method, i.indnkeyatts, i.indkey::int2[],
       i.indoption::int2[], i.indclass::oid[], i.indcollation::oid[],
       CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
           SELECT CASE WHEN k.attnum = 0 THEN pg_get_indexdef(i.indexrelid, k.position::int4, false) END
           FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, position)
           ORDER BY k.position) END AS key_expressions,
       CASE WHEN i.indexprs IS NOT NULL THEN pg_get_indexdef(i.indexrelid) END AS whole,
       -- As in constraints.sql.
       NULL::text AS predicate,
       CASE WHEN i.indpred IS NOT NULL THEN
           CASE WHEN strpos(i.indpred::text, ':varattno 0 ') > 0 THEN oidsend(i.indexrelid)
                ELSE sha256(convert_to(i.indpred::text, getdatabaseencoding())) END END AS stored,
       i.indisunique, i.indisprimary, {indnullsnotdistinct} AS indnullsnotdistinct,
       NOT i.indisvalid AS invalid, NOT i.indisready AS not_ready, i.indisreplident, i.indisclustered,
       CASE WHEN c.reltablespace <> 0 THEN (
           SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = c.reltablespace) END AS spcname,
       c.reloptions, c.relispartition,
       -- The rows of constraints tell it.
       0::oid AS constraint
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am m ON m.oid = c.relam
WHERE c.relnamespace NOT IN (SELECT n.oid FROM pg_namespace n WHERE n.nspname ~ '^pg_' OR n.nspname = 'information_schema')
