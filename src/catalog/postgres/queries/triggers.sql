SELECT t.oid, t.xmin, t.tgrelid, t.tgname::text, t.tgenabled,
       CASE WHEN t.tgqual IS NOT NULL THEN pg_get_triggerdef(t.oid, false) END AS definition,
       ARRAY[fn.nspname, f.proname]::text[] AS function,
       t.tgtype, t.tgattr::int2[], t.tgargs, t.tgoldtable::text, t.tgnewtable::text,
       t.tgconstraint <> 0 AS is_constraint, t.tgdeferrable, t.tginitdeferred, t.tgconstrrelid, t.tgparentid <> 0 AS inherited
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
-- A partition's own of its table's trigger is internal before 15; those of foreign keys always are.
WHERE (NOT t.tgisinternal OR (t.tgparentid <> 0 AND (k.oid IS NULL OR k.contype = 't')))
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY t.oid
