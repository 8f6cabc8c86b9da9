"""The newest runs that the history keeps of a database: how far each looked, and which of them tell of the same.

A run may be of all apps or of some, of one schema or of several. Two that overlap may have found the same error: what
they found is never added up.
"""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import Sequence, TypedDict

from django.utils.dateparse import parse_datetime

# How many runs are named in one message.
NAMED = 3
# The schemas that are looked at where nobody names one.
USUAL = ("public", "main")


class Counts(TypedDict):
    error: int


class Scope(TypedDict, total=False):
    """No apps are all; without `schemas`, a pattern, it is the one schema of the run."""

    apps: list[str]
    schemas: str


class Run(TypedDict, total=False):
    """What is used of a run in `reconcile status --format json`, the newest first."""

    id: int
    started_at: str
    as_of: str
    database: str
    schema: str
    address: str | None
    scope: Scope
    findings: Counts
    waived: Counts
    exit_status: int
    not_measured: list[str]


def open_errors(run: Run) -> int:
    return run["findings"]["error"] - run["waived"]["error"]


def is_blind(run: Run) -> bool:
    """Whether it could not look everywhere."""
    return run["exit_status"] > 1 or bool(run["not_measured"])


def moment(run: Run) -> datetime:
    """Of which time it tells: a snapshot was taken before it was read."""
    told = parse_datetime(run.get("as_of") or run["started_at"])
    if told is None or told.tzinfo is None:
        raise ValueError("not a moment")
    return told


def is_run(run: Run) -> bool:
    """Whether it is one: what the program printed may come from another program."""
    try:
        moment(run)
        numbers: list[object] = [run["id"], run["findings"]["error"], run["waived"]["error"], run["exit_status"]]
        texts: list[object] = [run["database"], run["schema"], run["scope"].get("schemas") or "", *run["not_measured"], *apps(run)]
        lists: list[object] = [run["not_measured"], apps(run)]
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        return False
    are_texts = all(isinstance(text, str) for text in texts) and all(isinstance(one, list) for one in lists)
    return are_texts and all(isinstance(number, int) for number in numbers)


def apps(run: Run) -> list[str]:
    return run["scope"]["apps"]


def share(one: Run, other: Run) -> bool:
    """Whether they may have looked at the same. What a pattern takes in is not known."""
    patterns = one["scope"].get("schemas") or other["scope"].get("schemas")
    if not patterns and one["schema"] != other["schema"]:
        return False
    return not apps(one) or not apps(other) or not set(apps(one)).isdisjoint(apps(other))


def within(run: Run, wider: Run) -> bool:
    """Whether the wider one looked at all of it, as far as this can be known."""
    is_same = run["schema"] == wider["schema"] and run["scope"].get("schemas") == wider["scope"].get("schemas")
    return is_same and (not apps(wider) or bool(apps(run)) and set(apps(run)) <= set(apps(wider)))


def apart(runs: Sequence[Run]) -> list[Run]:
    """The widest ones, of which no two looked at the same."""
    kept: list[Run] = []
    for run in sorted(runs, key=lambda run: (not run["scope"].get("schemas"), bool(apps(run)), -len(apps(run)))):
        if not any(share(run, wider) for wider in kept):
            kept.append(run)
    return kept


def last(runs: Sequence[Run]) -> list[Run]:
    """Those that no later one is as wide as."""
    return [run for place, run in enumerate(runs) if not any(within(run, later) for later in runs[:place])]


def others(of: Sequence[Run], runs: Sequence[Run]) -> list[str]:
    """A sentence of each other run that looked at some of it, as the two may not say the same."""
    said: list[str] = []
    for place, run in enumerate(runs):
        same = [] if run in of else [one for one in of if share(run, one)]
        is_later = all(place < runs.index(one) for one in same)
        # What was found earlier is told where nobody has looked there since.
        is_open = (open_errors(run) > 0 or is_blind(run)) and not any(within(run, one) for one in same)
        if same and (is_later or is_open):
            when = "later" if is_later else "earlier"
            where = "" if schema(run) in map(schema, same) else f", {schema(run)}"
            said.append(f"The {when} run {run['id']} of {scope(run)}{where} ({at(run)}) {outcome(run)}.")
    left = len(said) - NAMED
    return said if left <= 0 else [*said[:NAMED], f"{left} more {'run' if left == 1 else 'runs'} looked at some of it."]


def outcome(run: Run) -> str:
    number = open_errors(run)
    found = f"found {count_errors(number)}" if number > 0 else "found no error"
    return f"{found}, and could not measure all" if is_blind(run) else found


def count_errors(number: int) -> str:
    return "1 error" if number == 1 else f"{number} errors"


def named(runs: Sequence[Run]) -> str:
    """`run 17 (2026-11-29 04:13 UTC), the newest of all apps in shop at db.internal:5432, schema public`."""
    first = runs[0]
    place = f"{first['database']} at {first.get('address')}"
    if len(runs) == 1:
        return f"run {first['id']} ({at(first)}), the newest of {scope(first)} in {place}, {schema(first)}"
    each = [f"run {run['id']} of {scope(run)}, {schema(run)} ({at(run)})" for run in runs[:NAMED]]
    left = f"; and {len(runs) - NAMED} more" if len(runs) > NAMED else ""
    return f"{len(runs)} runs of {place}: {'; '.join(each)}{left}"


def scope(run: Run) -> str:
    names = apps(run)
    if not names:
        return "all apps"
    left = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ("app " if len(names) == 1 else "apps ") + ", ".join(names[:NAMED]) + left


def schema(run: Run) -> str:
    pattern = run["scope"].get("schemas")
    return f"schemas {pattern}" if pattern else f"schema {run['schema']}"


def schemas(run: Run) -> str:
    """The arguments that look at the same schemas again."""
    pattern = run["scope"].get("schemas")
    if pattern == "*":
        return " --all-schemas"
    name = pattern or run["schema"]
    return "" if name in USUAL else f" --schema {shlex.quote(name)}"


def at(run: Run) -> str:
    return moment(run).strftime("%Y-%m-%d %H:%M UTC")
