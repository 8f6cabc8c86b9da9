SELECT n.nspname AS schema, k.conname AS name, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       k.convalidated AS validated{extra}
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.conname = {name} AND c.relname = {table};
