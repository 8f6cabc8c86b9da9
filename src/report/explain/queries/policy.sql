SELECT n.nspname AS schema, p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
       p.polroles::pg_catalog.regrole[] AS roles, pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check{extra}
FROM pg_catalog.pg_policy p
JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE p.polname = {name} AND c.relname = {table};
