BEGIN;
--
-- Add field timezone to userprofile
--
ALTER TABLE "user_profile_userprofile" ADD COLUMN "timezone" varchar(64) DEFAULT 'UTC' NOT NULL;
ALTER TABLE "user_profile_userprofile" ALTER COLUMN "timezone" DROP DEFAULT;
COMMIT;
