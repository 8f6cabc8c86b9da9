"""A database of Django's settings as the program's environment has it.

The program finds the database in `DATABASE_URL`, so that a password is on no command line and in no
file. Django itself is asked what it would connect with: that holds for every setting and backend.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Mapping
from urllib.parse import quote

from django.conf import settings
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# How Django calls a test database in memory.
IN_MEMORY = "file:memorydb_"
# What libpq knows and the program obeys. psycopg's own parameters (a cursor's class, a pool ...) mean
# nothing to it.
KEYWORDS = frozenset(
    [
        "channel_binding",
        "connect_timeout",
        "dbname",
        "host",
        "hostaddr",
        "options",
        "passfile",
        "password",
        "port",
        "require_auth",
        "requirepeer",
        "service",
        "servicefile",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcrl",
        "sslcrldir",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
        "user",
    ]
)


class NotReadable(Exception):
    """The program cannot look at this database."""

    def __init__(self, connection: BaseDatabaseWrapper, reason: str) -> None:
        super().__init__(f"database '{connection.alias}' is {reason}")


def environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The environment of this process, with the database that the connection leads to.

    Raises `NotReadable`, and what Django raises where its settings are incomplete.
    """
    if connection.vendor == "postgresql":
        named = url(parameters(connection))
    elif connection.vendor == "sqlite":
        named = f"sqlite:{file(connection)}"
    else:
        raise NotReadable(connection, f"neither PostgreSQL nor SQLite ({connection.vendor})")
    return {**os.environ, "DATABASE_URL": named}


def names() -> dict[str, str]:
    """What each database is called now. Of the settings, as the connections are only then filled with Django's defaults."""
    return {alias: name_of(values) for alias, values in settings.DATABASES.items()}


def name_of(values: Mapping[str, object]) -> str:
    return str(values.get("NAME") or "")


def is_of_tests(connection: BaseDatabaseWrapper, own: Mapping[str, str]) -> bool:
    """Whether it is called as Django calls a test database, and otherwise than in `own`, the names before the tests.

    The database of the settings may be called so as well. A mirror is the database of another alias.
    """
    values = connection.settings_dict
    name, test = name_of(values), values.get("TEST") or {}
    named = test.get("NAME")
    is_named = name.startswith((TEST_DATABASE_PREFIX, IN_MEMORY)) or (bool(named) and name == str(named))
    return is_named and not test.get("MIRROR") and name != own.get(connection.alias)


def file(connection: BaseDatabaseWrapper) -> str:
    """The file of an SQLite database, from wherever the program is run."""
    name: str = os.fspath(connection.get_connection_params()["database"])
    if name.startswith("file:") and "mode=memory" not in name:
        raise NotReadable(connection, f"named by a URI ({name}): write its path in NAME instead")
    if name == ":memory:" or name.startswith("file:"):
        raise NotReadable(connection, "in memory, where no other program reads it")
    return os.path.abspath(name)


def parameters(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What Django would connect with, as far as libpq knows it."""
    given = dict(connection.get_connection_params())
    if "database" in given:
        # psycopg 2's own word, which Django used before 4.2.
        given["dbname"] = given.pop("database")
    kept = {key: str(value) for key, value in given.items() if key in KEYWORDS and value not in (None, "")}
    role = connection.settings_dict.get("OPTIONS", {}).get("assume_role")
    if role:
        # Django says SET ROLE once it is connected, which "$user" in a search_path follows.
        kept["options"] = f"{kept.get('options', '')} -c role={option(role)}".strip()
    return kept


def option(value: str) -> str:
    """A value in the server's `options`, where a blank ends it."""
    return "".join("\\" + character if character.isspace() or character == "\\" else character for character in value)


def url(values: Mapping[str, str]) -> str:
    """`postgres://...`, as every part of a project reads it: a `manage.py` that the program starts has it too."""
    rest = dict(values)

    def part(name: str) -> str:
        return quote(rest.pop(name, ""), safe="")

    host = part("host")
    port = f":{part('port')}" if host and rest.get("port", "").isdigit() else ""
    user, password = part("user"), part("password")
    credentials = f"{user}:{password}@" if password else user and f"{user}@"
    database = part("dbname")
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(rest.items()))
    return f"postgres://{credentials}{host}{port}/{database}" + (query and f"?{query}")
