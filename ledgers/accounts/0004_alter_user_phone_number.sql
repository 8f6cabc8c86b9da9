BEGIN;
--
-- Alter field phone_number on user
--
ALTER TABLE "accounts_user" ALTER COLUMN "phone_number" TYPE varchar(32), ALTER COLUMN "phone_number" DROP NOT NULL;
COMMIT;
