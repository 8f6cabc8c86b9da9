SELECT x.castsource::pg_catalog.regtype AS source, x.casttarget::pg_catalog.regtype AS target,
       x.castfunc::pg_catalog.regprocedure AS function, x.castcontext AS context, x.castmethod AS method{extra}
FROM pg_catalog.pg_cast x
JOIN pg_catalog.pg_type f ON f.oid = x.castsource
JOIN pg_catalog.pg_type t ON t.oid = x.casttarget
WHERE f.typname || ' AS ' || t.typname = {name};
