BEGIN;
--
-- Alter field visibility on userprofile
--
-- (no-op)
COMMIT;
