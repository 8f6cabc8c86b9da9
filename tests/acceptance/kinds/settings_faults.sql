
-- error different column p1.t (storage) < shop.0012_kin
ALTER TABLE p1 ALTER t SET STORAGE main;

-- error different column i1.t (statistics_target) < shop.0012_kin
ALTER TABLE i1 ALTER t SET STATISTICS -1;

-- error different table p1 (tablespace) < shop.0012_kin
ALTER TABLE p1 SET TABLESPACE pg_default;

-- error different index l1.l1_t_lower_idx (comment) < shop.0012_kin
COMMENT ON INDEX l1_t_lower_idx IS NULL;

-- error missing statistics l1_a_t_stat < shop.0012_kin
DROP STATISTICS l1_a_t_stat;
