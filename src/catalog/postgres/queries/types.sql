-- Every type and modifier in use, once; $1 and $2 are those of columns, attributes and sequences. `b` is the element of an
-- array, else the type itself.
SELECT u.type AS oid, u.modifier, format_type(u.type, u.modifier) AS text, format_type(b.oid, -1) AS plain,
       nullif(n.nspname::text, 'pg_catalog') AS schema, b.typname::text, b.oid <> t.oid AS is_array,
       t.typstorage, t.typcollation
FROM (
    SELECT c.type, c.modifier
    FROM unnest($1::oid[], $2::int4[]) AS c (type, modifier)
    UNION
    SELECT d.typbasetype, d.typtypmod
    FROM pg_type d
    JOIN pg_namespace dn ON dn.oid = d.typnamespace
    WHERE d.typtype = 'd' AND dn.nspname !~ '^pg_' AND dn.nspname <> 'information_schema'
    UNION
    SELECT r.rngsubtype, -1
    FROM pg_range r
    UNION
    SELECT unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]) || p.prorettype), -1
    FROM pg_proc p
    JOIN pg_namespace pn ON pn.oid = p.pronamespace
    WHERE pn.nspname !~ '^pg_' AND pn.nspname <> 'information_schema'
) u
JOIN pg_type t ON t.oid = u.type
JOIN pg_type b ON b.oid = CASE WHEN t.typelem <> 0 AND t.typlen = -1 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END
JOIN pg_namespace n ON n.oid = b.typnamespace
ORDER BY u.type, u.modifier
