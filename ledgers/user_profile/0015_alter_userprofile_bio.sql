BEGIN;
--
-- Alter field bio on userprofile
--
ALTER TABLE "user_profile_userprofile" ALTER COLUMN "bio" TYPE text USING "bio"::text;
--
-- Alter field reputation_score on userprofile
--
ALTER TABLE "user_profile_userprofile" ADD CONSTRAINT "user_profile_userprofile_reputation_score_031df265_check" CHECK ("reputation_score" >= 0);
COMMIT;
