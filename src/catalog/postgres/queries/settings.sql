-- No name of a statement means what somebody else made, a temporary table that a pooler lends included. Text that the
-- server prints must not depend on the session. Row security must refuse, not hide. No check of a table is planned.
-- What is sorted and hashed stays in memory with tens of thousands of tables.
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL lock_timeout = '500ms';
SET LOCAL idle_in_transaction_session_timeout = '5min';
SET LOCAL DateStyle = 'ISO, MDY';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL TimeZone = 'UTC';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL xmloption = 'content';
SET LOCAL quote_all_identifiers = off;
SET LOCAL standard_conforming_strings = on;
SET LOCAL row_security = off;
SET LOCAL jit = off;
SET LOCAL work_mem = '32MB';
SET LOCAL constraint_exclusion = off;
