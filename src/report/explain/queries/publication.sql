SELECT x.*,
       (SELECT array_agg(r.prrelid::pg_catalog.regclass)
        FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = x.oid) AS tables{extra}
FROM pg_catalog.pg_publication x
WHERE x.pubname = {name};
