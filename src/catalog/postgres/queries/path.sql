-- The connection's own search path, the one thing that is asked under it: hence every name and operator in full,
-- and no cast that a role other than a superuser could have made.
SELECT pg_catalog.current_schemas(false)::pg_catalog.text[],
       (SELECT s.reset_val
        FROM pg_catalog.pg_settings s
        WHERE s.name OPERATOR(pg_catalog.=) 'search_path'
          AND s.source OPERATOR(pg_catalog.=) ANY (ARRAY['default', 'environment variable', 'configuration file', 'command line']))
