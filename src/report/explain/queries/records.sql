SELECT m.id, m.app, m.name, m.applied, m.xmin,
       CASE current_setting('track_commit_timestamp')
           WHEN 'on' THEN pg_catalog.pg_xact_commit_timestamp(m.xmin)
       END AS committed
FROM {records} m
ORDER BY abs(extract(epoch FROM m.applied - (
    SELECT max(r.applied) FROM {records} r WHERE r.app = {app} AND r.name = {migration})))
LIMIT 7;
