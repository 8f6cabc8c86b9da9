-- What the session is, before anything of it is changed: hence every name in full.
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
       pg_catalog.current_setting('server_version'),
       pg_catalog.current_database()::pg_catalog.text,
       (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()),
       CURRENT_USER::pg_catalog.text,
       pg_catalog.current_schemas(false)::pg_catalog.text[],
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
       (SELECT s.reset_val
        FROM pg_catalog.pg_settings s
        WHERE s.name OPERATOR(pg_catalog.=) 'search_path'
          AND s.source IN ('default', 'environment variable', 'configuration file', 'command line')),
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.pg_last_xact_replay_timestamp()
