"""Which migration last set each aspect of each object, as a real server saw it happen.

An object goes on under a new name where its oid does, and under a new oid where its name does:
PostgreSQL makes constraints and indexes anew when it rewrites a table. In that second case it cannot
be told from outside whether the migration made the object anew itself, so both may own it. So may a
squash and each migration that it stands for: all are recorded, and the rows do not say which of them ran.
"""

from pathlib import Path

# Labels come from several migrations, each of its own; a view's query is printed otherwise after a
# column was renamed.
SHARED = {("type", "labels"), ("view", "body"), ("materialized_view", "body")}

ASPECTS = (Path(__file__).parent / "aspects.sql").read_text(encoding="utf-8")


class Owners:
    def __init__(self):
        self.objects = {}

    def look(self, connection, migrations):
        """Compares the catalog with what the last look saw; the change is of one of these migrations."""
        seen = {}
        for oid, table, kind, schema, relation, name, aspect, value in self.seen(connection):
            key = (kind, table or schema, name)
            entry = seen.setdefault(key, {"oid": self.identity(kind, table, oid), "shown": (kind, schema, relation, name), "aspects": {}})
            entry["aspects"][aspect] = value
        by_oid = {entry["oid"]: entry for key, entry in self.objects.items() if self.is_followed(key, seen)}
        for key, entry in seen.items():
            before = self.objects.get(key) or by_oid.get(entry["oid"])
            entry["owners"] = self.owners(entry, before, migrations)
        self.objects = seen

    def seen(self, connection):
        with connection.cursor() as cursor:
            cursor.execute(ASPECTS)
            return cursor.fetchall()

    def identity(self, kind, table, oid):
        return kind, table, oid

    def is_followed(self, key, seen):
        """Whether its identity tells where it went."""
        return True

    def owners(self, entry, before, migrations):
        return owners(entry, before, migrations)

    def rows(self):
        for entry in self.objects.values():
            for aspect, migrations in entry["owners"].items():
                yield [*entry["shown"], aspect, sorted(migrations)]


def owners(entry, before, migrations):
    result = {}
    for aspect, value in entry["aspects"].items():
        same = before is not None and before["oid"] == entry["oid"]
        if before is None:
            result[aspect] = migrations
        elif same and aspect in ("expression", "predicate"):
            # Constraints and indexes keep theirs for life; another text is another name in it.
            result[aspect] = before["owners"][aspect]
        elif before["aspects"].get(aspect) != value and (entry["shown"][0], aspect) not in SHARED:
            result[aspect] = migrations
        elif before["aspects"].get(aspect) != value or not same:
            result[aspect] = before["owners"][aspect] | migrations
        else:
            result[aspect] = before["owners"][aspect]
    return result
