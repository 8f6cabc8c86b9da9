BEGIN;
--
-- Add field visibility to userprofile
--
ALTER TABLE "user_profile_userprofile" ADD COLUMN "visibility" varchar(20) DEFAULT 'public' NOT NULL;
ALTER TABLE "user_profile_userprofile" ALTER COLUMN "visibility" DROP DEFAULT;
--
-- Add field reputation_score to userprofile
--
ALTER TABLE "user_profile_userprofile" ADD COLUMN "reputation_score" integer DEFAULT 100 NOT NULL;
ALTER TABLE "user_profile_userprofile" ALTER COLUMN "reputation_score" DROP DEFAULT;
--
-- Create index user_profil_visibil_78c9e7_idx on field(s) visibility, -updated_at of model userprofile
--
CREATE INDEX "user_profil_visibil_78c9e7_idx" ON "user_profile_userprofile" ("visibility", "updated_at" DESC);
COMMIT;
