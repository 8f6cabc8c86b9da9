BEGIN;
--
-- Add field winner to match
--
ALTER TABLE "tournament_engine_match_match" ADD COLUMN "winner_id" bigint NULL CONSTRAINT "tournament_engine_ma_winner_id_c6ca729a_fk_accounts_" REFERENCES "accounts_user"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "tournament_engine_ma_winner_id_c6ca729a_fk_accounts_" IMMEDIATE;
--
-- Create index tournament__state_fb904c_idx on field(s) state, scheduled_at of model match
--
CREATE INDEX "tournament__state_fb904c_idx" ON "tournament_engine_match_match" ("state", "scheduled_at");
CREATE INDEX "tournament_engine_match_match_winner_id_c6ca729a" ON "tournament_engine_match_match" ("winner_id");
COMMIT;
