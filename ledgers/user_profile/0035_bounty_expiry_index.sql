BEGIN;
--
-- Create index user_profil_status_c29cf7_idx on field(s) status, expires_at of model bounty
--
CREATE INDEX "user_profil_status_c29cf7_idx" ON "user_profile_bounty" ("status", "expires_at");
COMMIT;
