-- What is changed by hand, each under the alarms that it must raise, and the first version that can do it.

-- error different table thing (comment) < shop.0002_follow
COMMENT ON TABLE flank.thing IS 'Other';

-- error different table thing (comment) < shop.0002_follow
COMMENT ON TABLE flank.thing IS NULL;

-- error different column thing.title (comment) < shop.0001_comments
COMMENT ON COLUMN flank.thing.title IS 'Its "name"';

-- error different column thing.at (comment) < shop.0002_follow
COMMENT ON COLUMN flank.thing.at IS 'again';

-- error different column stored.k (comment) < shop.0003_columns
COMMENT ON COLUMN stored.k IS 'by hand';

-- error different constraint thing.positive (comment) < shop.0001_comments
COMMENT ON CONSTRAINT positive ON flank.thing IS NULL;

-- error different constraint thing.item_pkey (comment) < shop.0001_comments
COMMENT ON INDEX flank.item_pkey IS 'x';

-- error different constraint keyed.keyed_pk (comment) < shop.0002_follow
COMMENT ON INDEX keyed_pk IS NULL;

-- error different index thing.item_name (comment) < shop.0001_comments
COMMENT ON INDEX flank.item_name IS 'x';

-- error different sequence counter (comment) < shop.0001_comments
COMMENT ON SEQUENCE counter IS 'x';

-- error different view cheap (comment) < shop.0001_comments
COMMENT ON VIEW cheap IS NULL;

-- error different view cheap (comment) < shop.0001_comments
COMMENT ON COLUMN cheap.title IS 'x';

-- error different materialized_view dear (comment) < shop.0001_comments
COMMENT ON COLUMN dear.id IS NULL;

-- error different index dear.dear_id (comment) < shop.0001_comments
COMMENT ON INDEX dear_id IS NULL;

-- error different materialized_view dear (clustered_on) < shop.0001_comments
ALTER MATERIALIZED VIEW dear SET WITHOUT CLUSTER;

-- error different materialized_view dear (statistics_target) < shop.0001_comments
ALTER MATERIALIZED VIEW dear ALTER name SET STATISTICS 13;

-- error different materialized_view dear (storage) < shop.0001_comments
ALTER MATERIALIZED VIEW dear ALTER name SET STORAGE main;

-- error missing statistics dear_both < shop.0001_comments
DROP STATISTICS dear_both;

-- error different rule viewed.nothing (comment) < shop.0001_comments
COMMENT ON RULE nothing ON viewed IS NULL;

-- error different function touch (comment) < shop.0001_comments
COMMENT ON FUNCTION touch() IS 'x';

-- error different function plus (comment) < shop.0001_comments
COMMENT ON FUNCTION plus(text) IS 'x';

-- error different function total (comment) < shop.0001_comments
COMMENT ON AGGREGATE total(integer) IS NULL;

-- error different trigger thing.touched (comment) < shop.0001_comments
COMMENT ON TRIGGER touched ON flank.thing IS 'x';

-- error different policy thing.own (comment) < shop.0001_comments
COMMENT ON POLICY own ON flank.thing IS NULL;

-- error different type mood (comment) < shop.0001_comments
COMMENT ON TYPE mood IS NULL;

-- error different type pair (comment) < shop.0001_comments
COMMENT ON COLUMN pair.bb IS NULL;

-- error different domain email (comment) < shop.0001_comments
COMMENT ON DOMAIN email IS 'x';

-- error different constraint email.at (comment) < shop.0001_comments
COMMENT ON CONSTRAINT at ON DOMAIN email IS 'x';

-- error different collation posix (comment) < shop.0001_comments
COMMENT ON COLLATION posix IS NULL;

-- error different schema flank (comment) < shop.0002_follow
COMMENT ON SCHEMA flank IS 'x';

-- error different extension plpgsql (comment) < shop.0001_comments
COMMENT ON EXTENSION plpgsql IS NULL;

-- error different statistics counted_ab (comment) < shop.0006_statistics
COMMENT ON STATISTICS counted_ab IS NULL;

-- error different column stored.t (storage) < shop.0003_columns
ALTER TABLE stored ALTER t SET STORAGE main;

-- error different column stored.j (storage) < shop.0003_columns
ALTER TABLE stored ALTER j SET STORAGE external;

-- error different column stored.n (storage) < shop.0003_columns
ALTER TABLE stored ALTER n SET STORAGE main;

-- error different column stored.x (storage) < shop.0003_columns
ALTER TABLE stored ALTER x SET STORAGE main;

-- error different column stored.a (storage) < shop.0003_columns
ALTER TABLE stored ALTER a SET STORAGE extended;

-- error different column stored.t (statistics_target) < shop.0003_columns
ALTER TABLE stored ALTER t SET STATISTICS 501;

-- error different column stored.k (statistics_target) < shop.0003_columns
ALTER TABLE stored ALTER k SET STATISTICS -1;

-- error different column stored.id (statistics_target) < shop.0003_columns
ALTER TABLE stored ALTER id SET STATISTICS 0;

-- error different column stored.t (options) < shop.0003_columns
ALTER TABLE stored ALTER t SET (n_distinct = 5);

-- error different column stored.t (options) < shop.0003_columns
ALTER TABLE stored ALTER t RESET (n_distinct);

-- error different index stored.stored_expr (statistics_target) < shop.0003_columns
ALTER INDEX stored_expr ALTER 1 SET STATISTICS -1;

-- error different index stored.stored_lost (statistics_target) < shop.0003_columns
ALTER INDEX stored_lost ALTER 1 SET STATISTICS 3;

-- error different table params (options) < shop.0004_tables
ALTER TABLE params SET (fillfactor = 70);

-- error different table params (options) < shop.0004_tables
ALTER TABLE params RESET (toast.autovacuum_vacuum_threshold);

-- error different table bare (options) < shop.0004_tables
ALTER TABLE bare SET (autovacuum_enabled = off);

-- error different constraint identified.identified_pkey (options) < shop.0004_tables
ALTER INDEX identified_pkey RESET (fillfactor);

-- error different constraint identified.a_once (options) < shop.0004_tables
ALTER INDEX a_once SET (fillfactor = 61);

-- error different constraint kept_apart.excluded_c (options) < shop.0004_tables
ALTER INDEX excluded_c RESET (fillfactor);

-- error different constraint kept_apart.excluded_d (options) < shop.0004_tables
ALTER INDEX excluded_d SET (fillfactor = 45);

-- error different table identified (replica_identity) < shop.0004_tables
ALTER TABLE identified REPLICA IDENTITY USING INDEX a_once;

-- error different table identified (replica_identity) < shop.0004_tables
ALTER TABLE identified REPLICA IDENTITY DEFAULT;

-- error different table bare (replica_identity) < shop.0004_tables
ALTER TABLE bare REPLICA IDENTITY FULL;

-- error different table full_identity (replica_identity) < shop.0004_tables
ALTER TABLE full_identity REPLICA IDENTITY NOTHING;

-- error different table identified (clustered_on) < shop.0004_tables
ALTER TABLE identified CLUSTER ON identified_bb;

-- error different table default_identity (clustered_on) < shop.0004_tables
ALTER TABLE default_identity SET WITHOUT CLUSTER;

-- error different table unclustered (clustered_on) < shop.0004_tables
CLUSTER unclustered USING unclustered_pkey;

-- error missing index identified.identified_bb < shop.0004_tables
DROP INDEX identified_bb;

-- error missing constraint identified.identified_pkey < shop.0004_tables
ALTER TABLE identified DROP CONSTRAINT identified_pkey;

-- error different table spaced (tablespace) < shop.0005_spaces
ALTER TABLE spaced SET TABLESPACE pg_default;

-- error different table moved (tablespace) < shop.0005_spaces
ALTER TABLE moved SET TABLESPACE pg_default;

-- error different table after_default (tablespace) < shop.0005_spaces
ALTER TABLE after_default SET TABLESPACE settings_space;

-- error different table by_default (tablespace) < shop.0005_spaces
ALTER TABLE by_default SET TABLESPACE pg_default;

-- error different constraint by_default.by_default_pkey (tablespace) < shop.0005_spaces
ALTER INDEX by_default_pkey SET TABLESPACE pg_default;

-- error different index spaced.spaced_u (tablespace) < shop.0005_spaces
ALTER INDEX spaced_u SET TABLESPACE pg_default;

-- error different constraint spaced.excluded (tablespace) < shop.0005_spaces
ALTER INDEX excluded SET TABLESPACE pg_default;

-- error different index spaced.unspaced_u (tablespace) < shop.0005_spaces
ALTER INDEX unspaced_u SET TABLESPACE settings_space;

-- error different materialized_view spaced_view (tablespace) < shop.0005_spaces
ALTER MATERIALIZED VIEW spaced_view SET TABLESPACE pg_default;

-- error missing statistics counted_ab < shop.0006_statistics
DROP STATISTICS counted_ab;

-- error missing statistics counted_all < shop.0006_statistics
ALTER STATISTICS counted_all RENAME TO hand;

-- error missing statistics renamed < shop.0006_statistics
ALTER STATISTICS stats.renamed RENAME TO renamed_away;

-- error missing statistics renamed < shop.0006_statistics
-- error surviving statistics renamed < shop.0006_statistics
ALTER STATISTICS stats.renamed SET SCHEMA public;

-- error different statistics counted_all (statistics_target) < shop.0006_statistics
ALTER STATISTICS counted_all SET STATISTICS 5;

-- since 14
-- error different statistics counted_ab (kinds) < shop.0006_statistics
DROP STATISTICS counted_ab; CREATE STATISTICS counted_ab (ndistinct) ON a, bb FROM tallied; COMMENT ON STATISTICS counted_ab IS 'of a and b';

-- error different statistics counted_all (columns) < shop.0006_statistics
DROP STATISTICS counted_all; CREATE STATISTICS counted_all ON a, bb FROM tallied;

-- error surviving statistics dropped < shop.0006_statistics
CREATE STATISTICS dropped ON a, bb FROM tallied;

-- error missing column tallied.c < shop.0006_statistics
ALTER TABLE tallied DROP COLUMN c;

-- since 14
-- error different statistics guessed_lower (expression) < shop.0007_expressions_since_14
DROP STATISTICS guessed_lower; CREATE STATISTICS guessed_lower ON upper(bee) FROM guessed;

-- since 14
-- error different statistics guessed_mixed (expression) < shop.0007_expressions_since_14
DROP STATISTICS guessed_mixed; CREATE STATISTICS guessed_mixed (mcv) ON (a + 1), c FROM guessed;

-- since 14
-- error different column packed.p (compression) < shop.0007_expressions_since_14
ALTER TABLE packed ALTER p SET COMPRESSION default;

-- since 14
-- error different column packed.r (compression) < shop.0007_expressions_since_14
ALTER TABLE packed ALTER r SET COMPRESSION pglz;

-- since 15
-- error different sequence quick (persistence) < shop.0008_sequences_since_15
ALTER SEQUENCE quick SET LOGGED;

-- since 15
-- error different sequence calmed (persistence) < shop.0008_sequences_since_15
ALTER SEQUENCE calmed SET UNLOGGED;

-- since 15
-- error different sequence kept_id_seq (persistence) < shop.0004_tables
ALTER SEQUENCE kept_id_seq SET UNLOGGED;

-- since 15
-- warning undecided sequence fast_id_seq (persistence) < shop.0004_tables
ALTER SEQUENCE fast_id_seq SET LOGGED;

-- error different table fast (persistence) < shop.0004_tables
ALTER TABLE fast SET LOGGED;

-- since 16
-- error different column defined.b (storage) < shop.0009_definitions_since_16
ALTER TABLE defined ALTER b SET STORAGE DEFAULT;

-- since 16
-- error missing statistics defined_a_c_stat < shop.0009_definitions_since_16
DROP STATISTICS defined_a_c_stat;

-- since 17
-- error different domain strict_text (not_null_name) < shop.0010_methods_since_17
ALTER DOMAIN strict_text RENAME CONSTRAINT never_null TO never;

-- since 17
-- error different domain strict_text (comment) < shop.0010_methods_since_17
COMMENT ON CONSTRAINT never_null ON DOMAIN strict_text IS NULL;

-- since 18
-- error different column stricter.a (not_null_name) < shop.0011_not_null_since_18
ALTER TABLE stricter RENAME CONSTRAINT a_there TO other;

-- since 18
-- error different column stricter.b (not_null_name) < shop.0011_not_null_since_18
ALTER TABLE stricter RENAME CONSTRAINT strict_b_not_null TO other;

-- since 18
-- error different column stricter.c (comment) < shop.0011_not_null_since_18
COMMENT ON CONSTRAINT c_there ON stricter IS NULL;

-- since 18
-- error different column stricter.f (no_inherit) < shop.0011_not_null_since_18
ALTER TABLE stricter ALTER CONSTRAINT strict_f_not_null INHERIT;

-- since 18
-- error different column stricter.b (no_inherit) < shop.0011_not_null_since_18
ALTER TABLE stricter ALTER CONSTRAINT strict_b_not_null NO INHERIT;

-- since 18
-- error invalid column stricter.a (validated) < shop.0011_not_null_since_18
ALTER TABLE stricter DROP CONSTRAINT a_there; ALTER TABLE stricter ADD CONSTRAINT a_there NOT NULL a NOT VALID; COMMENT ON CONSTRAINT a_there ON stricter IS 'always there';

-- since 18
ALTER TABLE stricter VALIDATE CONSTRAINT g_again;

-- since 18
ALTER TABLE stricter ALTER a DROP NOT NULL; ALTER TABLE stricter ADD CONSTRAINT a_there NOT NULL a; COMMENT ON CONSTRAINT a_there ON stricter IS 'always there';

-- since 18
-- error different column stricter.d (nullable) < shop.0011_not_null_since_18
ALTER TABLE stricter DROP CONSTRAINT d_there;

-- since 18
-- error invalid constraint pointing.c_fk (enabled) < shop.0011_not_null_since_18
ALTER TABLE pointing ALTER CONSTRAINT c_fk NOT ENFORCED;

-- since 18
ALTER TABLE pointing ALTER CONSTRAINT b_fk ENFORCED;

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
