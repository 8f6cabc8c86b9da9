BEGIN;
--
-- Raw SQL operation
--

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'public'
          AND table_name = 'teams_teammembership'
          AND column_name = 'left_at'
    ) THEN
        ALTER TABLE public.teams_teammembership
        ADD COLUMN left_at timestamp with time zone NULL;
        RAISE NOTICE 'Added left_at column to teams_teammembership';
    ELSE
        RAISE NOTICE 'Column left_at already exists in teams_teammembership';
    END IF;
END $$;

--
-- Raw SQL operation
--

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_indexes
        WHERE schemaname = 'public'
          AND tablename = 'teams_teammembership'
          AND indexname = 'teams_member_left_at_idx'
    ) THEN
        CREATE INDEX teams_member_left_at_idx
        ON public.teams_teammembership (profile_id, left_at);
        RAISE NOTICE 'Created index teams_member_left_at_idx';
    ELSE
        RAISE NOTICE 'Index teams_member_left_at_idx already exists';
    END IF;
END $$;

COMMIT;
