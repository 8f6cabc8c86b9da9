BEGIN;
--
-- Alter field role on teammembership
--
ALTER TABLE "teams_teammembership" ALTER COLUMN "role" TYPE varchar(24);
--
-- Add field status to teammembership
--
ALTER TABLE "teams_teammembership" ADD COLUMN "status" varchar(16) DEFAULT 'ACTIVE' NOT NULL;
ALTER TABLE "teams_teammembership" ALTER COLUMN "status" DROP DEFAULT;
--
-- Create constraint teams_membership_status_known on model teammembership
--
ALTER TABLE "teams_teammembership" ADD CONSTRAINT "teams_membership_status_known" CHECK ("status" IN ('ACTIVE', 'SUSPENDED', 'REMOVED'));
COMMIT;
