SELECT n.nspname AS schema, pg_catalog.pg_get_statisticsobjdef(x.oid) AS definition, x.stxstattarget AS target{extra}
FROM pg_catalog.pg_statistic_ext x
JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace
WHERE x.stxname = {name};
