-- Where things go, and how tables are stored, if nobody says.
SELECT current_setting('server_version_num')::int4 AS server_version_num,
       (SELECT t.spcname::text
        FROM pg_database d
        JOIN pg_tablespace t ON t.oid = d.dattablespace
        WHERE d.datname = current_database()) AS spcname,
       nullif(current_setting('default_tablespace'), '') AS default_tablespace,
       current_setting('default_table_access_method') AS default_table_access_method
