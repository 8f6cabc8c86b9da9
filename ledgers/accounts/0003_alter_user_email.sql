BEGIN;
--
-- Alter field email on user
--
ALTER TABLE "accounts_user" ADD CONSTRAINT "accounts_user_email_b2644a56_uniq" UNIQUE ("email");
CREATE INDEX "accounts_user_email_b2644a56_like" ON "accounts_user" ("email" varchar_pattern_ops);
COMMIT;
