SELECT m.id, m.app, m.name, m.applied, m.xmin
FROM {records} m
WHERE m.app = {app} AND m.name = {migration};
