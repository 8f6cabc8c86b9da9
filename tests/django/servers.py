"""What differs from server to server, for migrations that run on each of them."""

from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.migrations import RunSQL

OLDEST = (13,)


def accept_old():
    """Lets Django connect to servers that it has given up, and `reconcile` has not."""
    DatabaseFeatures.minimum_database_version = OLDEST


class RunSQLSince(RunSQL):
    """SQL that servers know since a major version: on older ones it is neither printed nor run."""

    def __init__(self, major, sql):
        super().__init__(sql)
        self.major = major

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.pg_version >= self.major * 10_000:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
