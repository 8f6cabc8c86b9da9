"""Django's system checks: what the newest run that the history keeps says of a database.

They are of the databases that are asked for (`manage.py check --database ALIAS`, and what `migrate` checks). The program
reads the history, by the database's address: nothing is connected to, and nothing that goes wrong ends a check.
"""

from __future__ import annotations

import json
import shlex
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Sequence, TypedDict

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.connection import ConnectionDoesNotExist
from django.utils.dateparse import parse_datetime

from reconcile_django.database import NotReadable, environment
from reconcile_django.program import ProgramNotFound, ask

if TYPE_CHECKING:
    from django.apps import AppConfig

# What a deployment is told of where the settings say nothing.
DEPLOYMENT_DAYS = 7
COMMAND = "python manage.py reconcile"


class Counts(TypedDict):
    error: int


class Run(TypedDict, total=False):
    """What is used of a run in `reconcile status --format json`."""

    id: int
    started_at: str
    as_of: str
    database: str
    schema: str
    address: str | None
    findings: Counts
    waived: Counts
    exit_status: int
    not_measured: list[str]


# All but what may be left out.
USED = Run.__annotations__.keys() - {"as_of"}


class Unread(Exception):
    """The history could not be asked."""


class NoRun(Exception):
    """No run of the database is kept."""


def max_age() -> object:
    return getattr(settings, "RECONCILE_MAX_AGE_DAYS", None)


def days() -> float | None:
    """After how many days a run is too old, as far as the settings say it."""
    age = max_age()
    return age if isinstance(age, (int, float)) and not isinstance(age, bool) and age > 0 else None


def check_setting(**_: object) -> list[checks.CheckMessage]:
    """Django's system check of the setting."""
    if max_age() is None or days() is not None:
        return []
    message = "RECONCILE_MAX_AGE_DAYS is neither None nor a number of days."
    return [checks.Error(message, hint="Until then it counts as None.", id="reconcile_django.E002")]


def check(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: object
) -> list[checks.CheckMessage]:
    """What the newest runs found. Where there is none, nobody asked for one."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or ():
        try:
            runs = newest(alias)
        except Unread as error:
            messages.append(warning("W005", alias, f"what the history knows of it could not be read: {error}", None))
        except NoRun:
            pass
        else:
            messages += [*errors(alias, runs), *unmeasured(alias, runs), *too_old(alias, runs, days())]
    return messages


def check_deployment(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: object
) -> list[checks.CheckMessage]:
    """What a deployment has to know besides: that nobody looked, or not for a long time."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or ():
        try:
            runs = newest(alias)
        except Unread:
            pass
        except NoRun as error:
            messages.append(warning("W004", alias, f"nobody has looked at it: {error}", look(alias)))
        else:
            if days() is None:
                messages += too_old(alias, runs, DEPLOYMENT_DAYS)
    return messages


def newest(alias: str) -> list[Run]:
    """The newest runs of a database; none of one that the program does not look at, or that Django itself complains of."""
    try:
        given = environment(connections[alias])
    except (NotReadable, ImproperlyConfigured, ConnectionDoesNotExist):
        return []
    try:
        done = ask(["status", "--here", "--format", "json", "--timeout", "10s", "--color", "never"], given)
    except (ProgramNotFound, OSError) as error:
        raise Unread(plain(str(error))) from error
    reason = plain(next(iter(done.stderr.splitlines()), f"exit status {done.returncode}"))
    try:
        runs: object = json.loads(done.stdout)
    except ValueError as error:
        raise Unread(reason) from error
    if not isinstance(runs, list) or not all(isinstance(run, dict) and USED <= run.keys() for run in runs):
        raise Unread("the program printed something else than runs")
    if not runs:
        raise NoRun(reason)
    return runs


def errors(alias: str, runs: Sequence[Run]) -> list[checks.CheckMessage]:
    found = [(run, run["findings"]["error"] - run["waived"]["error"]) for run in runs]
    found = [(run, number) for run, number in found if number > 0]
    if not found:
        return []
    number = sum(number for _run, number in found)
    said = "1 error" if number == 1 else f"{number} errors"
    with_errors = [run for run, _number in found]
    return [warning("W001", alias, f"{said} in {named(with_errors)}.", see(alias, with_errors))]


def unmeasured(alias: str, runs: Sequence[Run]) -> list[checks.CheckMessage]:
    blind = [run for run in runs if run["exit_status"] > 1 or run["not_measured"]]
    return [warning("W003", alias, f"not all could be measured in {named(blind)}.", see(alias, blind))] if blind else []


def too_old(alias: str, runs: Sequence[Run], limit: float | None) -> list[checks.CheckMessage]:
    if limit is None or not runs:
        return []
    age = datetime.now(timezone.utc) - moment(runs[0])
    if age <= timedelta(days=limit):
        return []
    return [warning("W002", alias, f"{named(runs[:1])} is {age.days} days old.", look(alias))]


def warning(number: str, alias: str, message: str, hint: str | None) -> checks.CheckMessage:
    return checks.Warning(message, hint=hint, obj=f"database '{plain(alias)}'", id=f"reconcile_django.{number}")


def named(runs: Sequence[Run]) -> str:
    """`the newest run, 17, of shop at db.internal:5432, schema public (2026-11-29 04:13 UTC)`."""
    first = runs[0]
    place = f"{first['database']} at {first.get('address')}"
    if len(runs) > 1:
        return plain(f"the {len(runs)} newest runs of {place}, {first['id']} among them")
    at = moment(first).strftime("%Y-%m-%d %H:%M UTC")
    return plain(f"the newest run, {first['id']}, of {place}, schema {first['schema']} ({at})")


def see(alias: str, runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return f"`{COMMAND} show {runs[0]['id']}` prints it."
    return f"`{COMMAND}{using(alias)} status --here` lists them."


def look(alias: str) -> str:
    return f"`{COMMAND}{using(alias)}` looks, and keeps what it finds."


def using(alias: str) -> str:
    return "" if alias == DEFAULT_DB_ALIAS else f" --using {shlex.quote(alias)}"


def moment(run: Run) -> datetime:
    """Of which time it tells: a snapshot was taken before it was read."""
    told = parse_datetime(run.get("as_of") or run["started_at"])
    return told or datetime.now(timezone.utc)


def plain(text: str) -> str:
    """What comes from outside, so that it acts on no terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
