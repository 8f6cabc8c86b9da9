BEGIN;
--
-- Remove index teams_member_left_at_idx from teammembership
--
DROP INDEX IF EXISTS "teams_member_left_at_idx";
COMMIT;
