SELECT c.oid::pg_catalog.regclass AS written, c.xmin, m.xmin AS xmin_of_record
FROM pg_catalog.pg_class c
JOIN {records} m ON m.app = {app} AND m.name = {migration}
WHERE c.xmin::text::bigint IN (m.xmin::text::bigint, m.xmin::text::bigint - 1);
