SELECT x.*{extra}
FROM pg_catalog.pg_event_trigger x
WHERE x.evtname = {name};
