"""Print what each field of the installed Django is on PostgreSQL, and what on SQLite: `[key ]TYPE | TYPE`.

A length is 7, digits and places are 17 and 13. `key` is a primary key that counts by itself.
"""

from django.conf import settings

settings.configure(DATABASES={})

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL  # noqa: E402
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite  # noqa: E402

NUMBERS = {"max_length": 7, "max_digits": 17, "decimal_places": 13, "db_collation": None}
NONE = {"max_length": None, "max_digits": None, "decimal_places": None, "db_collation": None}
SERIAL = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


def pairs(field):
    """With the numbers that the field has, and without those that it may leave out on both."""
    types = [backend.data_types[field] for backend in (PostgreSQL, SQLite)]
    yield [of(NUMBERS) if callable(of) else of % NUMBERS for of in types]
    needs_numbers = any(not callable(of) and "%(" in of for of in types)
    if any(map(callable, types)) and not needs_numbers:
        yield [of(NONE) if callable(of) else of for of in types]


for field in PostgreSQL.data_types:
    key = "key " if field.endswith("AutoField") else ""
    for one, other in pairs(field):
        print(f"{key}{SERIAL.get(one, one)} | {other}")
