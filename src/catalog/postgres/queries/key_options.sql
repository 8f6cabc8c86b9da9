-- Parameters of operator classes, such as siglen.
SELECT a.attrelid, a.attnum, a.attoptions
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind IN ('i', 'I') AND a.attoptions IS NOT NULL
ORDER BY a.attrelid, a.attnum
