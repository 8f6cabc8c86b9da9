SELECT t.tgrelid::pg_catalog.regclass AS "table", t.tgname AS trigger, t.tgenabled AS enabled
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
WHERE k.conname = {name} AND c.relname = {table};
