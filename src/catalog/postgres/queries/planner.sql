-- A plan must show what the text says: no index and no merge in the place of a sort. Nothing is executed,
-- and row security adds the same to both sides.
SET LOCAL search_path = {search_path}pg_temp;
SET LOCAL row_security = on;
SET LOCAL enable_indexscan = off;
SET LOCAL enable_indexonlyscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL max_parallel_workers_per_gather = 0;
