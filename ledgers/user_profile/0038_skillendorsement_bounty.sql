BEGIN;
--
-- Add field bounty to skillendorsement
--
ALTER TABLE "user_profile_skill_endorsement" ADD COLUMN "bounty_id" bigint NULL CONSTRAINT "user_profile_skill_e_bounty_id_a31027b2_fk_user_prof" REFERENCES "user_profile_bounty"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "user_profile_skill_e_bounty_id_a31027b2_fk_user_prof" IMMEDIATE;
CREATE INDEX "user_profile_skill_endorsement_bounty_id_a31027b2" ON "user_profile_skill_endorsement" ("bounty_id");
COMMIT;
