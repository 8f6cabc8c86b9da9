-- What the session is.
SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
       pg_catalog.current_setting('server_version'),
       pg_catalog.current_database()::pg_catalog.text,
       (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),
       CURRENT_USER::pg_catalog.text,
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.pg_last_xact_replay_timestamp()
