SELECT x.*{extra}
FROM pg_catalog.pg_transform x
JOIN pg_catalog.pg_type t ON t.oid = x.trftype
JOIN pg_catalog.pg_language l ON l.oid = x.trflang
WHERE t.typname || ' LANGUAGE ' || l.lanname = {name};
