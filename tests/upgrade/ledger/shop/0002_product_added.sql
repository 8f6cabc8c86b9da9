BEGIN;
--
-- Add field added to product
--
ALTER TABLE "shop_product" ADD COLUMN "added" timestamp with time zone DEFAULT statement_timestamp() NOT NULL;
--
-- Create index shop_product_name_idx on field(s) name of model product
--
CREATE INDEX "shop_product_name_idx" ON "shop_product" ("name");
COMMIT;
