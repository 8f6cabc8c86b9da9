SELECT n.nspname AS schema, x.oid::pg_catalog.regoperator AS operator, x.oprcode AS function,
       x.oprcom::pg_catalog.regoperator AS commutator, x.oprnegate::pg_catalog.regoperator AS negator,
       x.oprcanhash AS hashes, x.oprcanmerge AS merges{extra}
FROM pg_catalog.pg_operator x
JOIN pg_catalog.pg_namespace n ON n.oid = x.oprnamespace
LEFT JOIN pg_catalog.pg_type l ON l.oid = x.oprleft
LEFT JOIN pg_catalog.pg_type r ON r.oid = x.oprright
WHERE x.oprname || '(' || coalesce(l.typname, 'none') || ', ' || coalesce(r.typname, 'none') || ')' = {name};
