SELECT r.oid, r.rolname::text
FROM pg_roles r
WHERE r.rolname !~ '^pg_' OR r.rolname = $1
ORDER BY r.rolname
