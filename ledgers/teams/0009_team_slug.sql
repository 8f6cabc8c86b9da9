BEGIN;
--
-- Add field slug to team
--
ALTER TABLE "teams_team" ADD COLUMN "slug" varchar(120) NULL UNIQUE;
--
-- Create index teams_team_game_92ca1d_idx on field(s) game, -created_at of model team
--
CREATE INDEX "teams_team_game_92ca1d_idx" ON "teams_team" ("game", "created_at" DESC);
CREATE INDEX "teams_team_slug_301a24e5_like" ON "teams_team" ("slug" varchar_pattern_ops);
COMMIT;
