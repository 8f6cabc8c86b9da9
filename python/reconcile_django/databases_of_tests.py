"""The databases that Django makes for tests, each held against the ledger.

Nothing of it is kept in the project's history: a test database tells of no other.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Mapping, Sequence, TypedDict

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from reconcile_django import database, own_migrations
from reconcile_django.database import IN_MEMORY, NotReadable, environment, is_of_tests
from reconcile_django.program import ProgramNotFound, ask

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

AGREES = 0
NOT_MEASURED = 2
VENDORS = ("postgresql", "sqlite")


class Look(TypedDict):
    """What a look at one database said."""

    alias: str
    name: str
    text: str
    is_measured: bool
    is_wrong: bool


def names() -> dict[str, str] | None:
    """What each database is called now; nothing where Django is not set up yet."""
    return database.names() if settings.configured else None


def of_tests(own: Mapping[str, str]) -> list[BaseDatabaseWrapper]:
    """The connections that lead to a test database now. `own` are the names of the databases before the tests."""
    if not (settings.configured and apps.ready):
        return []
    return [one for one in map(connection_of, connections) if one and is_of_tests(one, own)]


def connection_of(alias: str) -> BaseDatabaseWrapper | None:
    try:
        return connections[alias]
    except ImproperlyConfigured:
        return None


def look(connection: BaseDatabaseWrapper, arguments: Sequence[str]) -> Look:
    name = str(connection.settings_dict["NAME"])
    try:
        with tempfile.TemporaryDirectory(prefix="reconcile-") as folder:
            status, text = measured(connection, folder, arguments)
    except NotReadable as error:
        # That of a vendor that the program reads could have been measured.
        is_wrong = connection.vendor in VENDORS
        return Look(alias=connection.alias, name=name, text=not_looked(error), is_measured=False, is_wrong=is_wrong)
    except (ProgramNotFound, OSError, sqlite3.Error) as error:
        status, text = NOT_MEASURED, not_looked(error)
    except Exception as error:
        # pytest would print what the variables of each frame hold, and one of them has the password.
        status, text = NOT_MEASURED, f"NOT LOOKED AT: {type(error).__name__}"
    off = without_migrations(connection, arguments)
    if off:
        # What it lacks would be told as not applied yet.
        text = f"NOT LOOKED AT: {off}\n{text}"
    return Look(
        alias=connection.alias,
        name=name,
        text=text,
        is_measured=status in (0, 1),
        is_wrong=status != AGREES or bool(off),
    )


def not_looked(error: Exception) -> str:
    return f"NOT LOOKED AT: {error}"


def measured(connection: BaseDatabaseWrapper, folder: str, arguments: Sequence[str]) -> tuple[int, str]:
    given = {**environment_of(connection, folder), **own_migrations.told(folder)}
    # Named, the job refuses what would be none, such as --version.
    done = ask(["check", "--no-history", "--color", "never", *arguments], given, mixed=True)
    if done.returncode == AGREES and any(line.startswith("Usage: ") for line in done.stdout.splitlines()):
        return NOT_MEASURED, "NOT LOOKED AT: reconcile_arguments ask for help"
    return done.returncode, done.stdout


def environment_of(connection: BaseDatabaseWrapper, folder: str) -> dict[str, str]:
    """A database in memory is copied into a file, as no other program reads it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not name.startswith(IN_MEMORY):
        return environment(connection)
    path = os.path.join(folder, f"test_{connection.alias}.sqlite3")
    with closing(sqlite3.connect(name, uri=True)) as source:
        source.execute("VACUUM INTO ?", (path,))
    return {**os.environ, "DATABASE_URL": f"sqlite:{path}"}


def without_migrations(connection: BaseDatabaseWrapper, arguments: Sequence[str]) -> str:
    """What of the apps that are asked for was not made by their migrations; nothing where all was."""
    if (connection.settings_dict.get("TEST") or {}).get("MIGRATE") is False:
        return "TEST['MIGRATE'] is False, so that no migration made this database"
    asked = scope(arguments)
    off = [label for label in own_migrations.switched_off() if not asked or label in asked]
    if not off:
        return ""
    return (
        f"the migrations of {', '.join(off)} are switched off (--no-migrations or MIGRATION_MODULES), "
        "and did not make this database"
    )


def scope(arguments: Sequence[str]) -> set[str]:
    """The apps that arguments of the program name."""
    pairs = zip(arguments, [*arguments[1:], ""])
    named = {value for name, value in pairs if name == "--app"}
    return named | {word[len("--app=") :] for word in arguments if word.startswith("--app=")}
