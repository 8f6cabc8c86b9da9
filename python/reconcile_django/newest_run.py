"""Django's system checks: what the newest run that the history keeps says of a database.

They are of the databases that are asked for (`manage.py check --database ALIAS`, and what `migrate` checks). The program
reads the history, by the database's address: nothing is connected to, and nothing that goes wrong ends a check.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Sequence

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.connection import ConnectionDoesNotExist

from reconcile_django import runs_kept
from reconcile_django.database import NotReadable, environment
from reconcile_django.program import ProgramNotFound, ask
from reconcile_django.runs_kept import Run, is_blind, moment, open_errors

if TYPE_CHECKING:
    from django.apps import AppConfig

# What a deployment is told of where the settings say nothing.
DEPLOYMENT_DAYS = 7
COMMAND = "python manage.py reconcile"
# Seconds for the program to answer: more than it gives itself.
PATIENCE = 30
# How the program begins what it says on standard error.
ERROR = "error: "


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
            messages.append(warning("W004", alias, f"no run of it is kept: {error}", look(alias)))
        else:
            if days() is None:
                messages += too_old(alias, runs, DEPLOYMENT_DAYS)
            if runs and all(map(runs_kept.apps, runs)):
                messages.append(warning("W004", alias, "no run of all apps is kept, only of some.", look(alias)))
    return messages


def newest(alias: str) -> list[Run]:
    """The newest runs of a database; none of one that the program does not look at, or that Django itself complains of."""
    try:
        given = environment(connections[alias])
    except (NotReadable, ImproperlyConfigured, ConnectionDoesNotExist):
        return []
    try:
        folder = os.getcwd()
        done = ask(["status", "--here", "--format", "json", "--timeout", "10s", "--color", "never"], given, patience=PATIENCE)
    except (ProgramNotFound, OSError) as error:
        raise Unread(plain(str(error))) from error
    except subprocess.TimeoutExpired as error:
        raise Unread(f"the program gave no answer within {PATIENCE} seconds") from error
    said = next(iter(done.stderr.splitlines()), f"exit status {done.returncode}")
    reason = plain(said[len(ERROR) :] if said.startswith(ERROR) else said)
    try:
        runs: object = json.loads(done.stdout)
    except (ValueError, RecursionError) as error:
        raise Unread(reason) from error
    if not isinstance(runs, list) or not all(map(runs_kept.is_run, runs)):
        raise Unread("the program printed something else than runs")
    if not runs:
        raise NoRun(f"{reason} (looked for from the working folder {plain(folder)})")
    return runs


def errors(alias: str, runs: Sequence[Run]) -> list[checks.CheckMessage]:
    wrong = runs_kept.apart([run for run in runs if open_errors(run)])
    if not wrong:
        return []
    number = runs_kept.count_errors(sum(map(open_errors, wrong)))
    return [warning("W001", alias, f"{number} in {told(wrong, runs)}", see(alias, wrong, runs))]


def unmeasured(alias: str, runs: Sequence[Run]) -> list[checks.CheckMessage]:
    blind = runs_kept.apart([run for run in runs if is_blind(run)])
    if not blind:
        return []
    return [warning("W003", alias, f"not all could be measured in {told(blind, runs)}", see(alias, blind, runs))]


def too_old(alias: str, runs: Sequence[Run], limit: float | None) -> list[checks.CheckMessage]:
    if limit is None:
        return []
    now = datetime.now(timezone.utc)
    old = [run for run in runs_kept.last(runs) if now - moment(run) > timedelta(days=limit)]
    if not old:
        return []
    age = (now - max(map(moment, old))).days
    said = f", is {age} days old." if len(old) == 1 else f". The newest of these is {age} days old."
    return [warning("W002", alias, plain(runs_kept.named(old) + said), look(alias, runs_kept.schemas(old[0])))]


def warning(number: str, alias: str, message: str, hint: str | None) -> checks.CheckMessage:
    return checks.Warning(message, hint=hint, obj=f"database '{plain(alias)}'", id=f"reconcile_django.{number}")


def told(of: Sequence[Run], runs: Sequence[Run]) -> str:
    """The runs, and what others say of the same."""
    return plain(" ".join([f"{runs_kept.named(of)}.", *runs_kept.others(of, runs)]))


def see(alias: str, of: Sequence[Run], runs: Sequence[Run]) -> str:
    if len(of) > 1:
        return f"`{COMMAND}{using(alias)} status --here` lists them."
    shows = f"`{COMMAND}{using(alias)} show {of[0]['id']}` prints it."
    if not runs_kept.others(of, runs):
        return shows
    return f"{shows} `{COMMAND}{using(alias)}{plain(runs_kept.schemas(of[0]))}` looks anew, at all apps."


def look(alias: str, schemas: str = "") -> str:
    return f"`{COMMAND}{using(alias)}{plain(schemas)}` looks, and keeps what it finds."


def using(alias: str) -> str:
    return "" if alias == DEFAULT_DB_ALIAS else f" --using {shlex.quote(alias)}"


def plain(text: str) -> str:
    """What comes from outside, so that it acts on no terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
