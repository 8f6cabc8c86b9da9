SELECT pg_catalog.to_regclass({qualified}) AS there;
