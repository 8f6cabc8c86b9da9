BEGIN;
--
-- Add field role to user
--
ALTER TABLE "accounts_user" ADD COLUMN "role" varchar(20) DEFAULT 'PLAYER' NOT NULL;
ALTER TABLE "accounts_user" ALTER COLUMN "role" DROP DEFAULT;
--
-- Add field phone_number to user
--
ALTER TABLE "accounts_user" ADD COLUMN "phone_number" varchar(20) DEFAULT '' NOT NULL;
ALTER TABLE "accounts_user" ALTER COLUMN "phone_number" DROP DEFAULT;
CREATE INDEX "accounts_user_role_57e97df0" ON "accounts_user" ("role");
CREATE INDEX "accounts_user_role_57e97df0_like" ON "accounts_user" ("role" varchar_pattern_ops);
COMMIT;
