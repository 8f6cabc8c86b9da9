"""Which migration last set each aspect of each object of an SQLite database.

SQLite has no identities but the pages that tables and indexes begin on, and gives a page away again. So what keeps its
name is the same object, also in a table that was made anew; and what has its page under another name was renamed, if
nothing has its old name.
"""

from aspects import rows
from owners import Owners

# What names columns and tables, and so is another text after one of them was renamed.
NAMING = ("columns", "references", "expression", "predicate", "generated", "condition", "events", "body")


class SqliteOwners(Owners):
    def seen(self, connection):
        return rows(connection)

    def identity(self, kind, table, oid):
        # The table is told by its name, which may be another by now.
        return kind, oid

    def is_followed(self, key, seen):
        self.now = seen
        return key not in seen

    def owners(self, entry, before, migrations):
        if before is None:
            return {aspect: migrations | self.vanished(entry, aspect) for aspect in entry["aspects"]}
        result = {}
        if is_maybe_anew(entry, before):
            return {aspect: owners | migrations for aspect, owners in before["owners"].items()}
        for aspect, value in entry["aspects"].items():
            owners = before["owners"].get(aspect, migrations)
            if before["aspects"].get(aspect) == value:
                result[aspect] = owners
            elif aspect not in NAMING:
                result[aspect] = migrations
            else:
                result[aspect] = owners if before["oid"] == entry["oid"] else owners | migrations
        return result

    def vanished(self, entry, aspect):
        """Who set what it may have been before: one of its kind that is gone from its table."""
        kind, _schema, table, _name = entry["shown"]
        gone = (
            other
            for key, other in self.objects.items()
            if key not in self.now and kind == other["shown"][0] and other["shown"][2] == table
        )
        return {owner for other in gone if aspect for owner in other["owners"].get(aspect, ())}


def is_maybe_anew(entry, before):
    """Whether it is another, and may have been dropped and made under its own name: no ALTER changes what it is."""
    return entry["shown"][0] in ("index", "constraint", "trigger", "view") and entry["aspects"] != before["aspects"]
