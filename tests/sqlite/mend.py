"""Runs the file of `reconcile repair` on an SQLite database, with the functions that Django gives its connections.

Usage: mend.py DATABASE FILE

Prints nothing where the database is whole afterwards, and no row points at nothing.
"""

import sqlite3
import sys
from pathlib import Path

from django.db.backends.sqlite3._functions import register

database, plan = sys.argv[1:]
connection = sqlite3.connect(database)
register(connection)
connection.executescript(Path(plan).read_text(encoding="utf-8").replace("\n.bail on\n", "\n"))
for check in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
    for row in connection.execute(check):
        if row != ("ok",):
            print(row)
