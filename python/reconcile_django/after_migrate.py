"""Right after `migrate`: does the database hold what was just recorded?

Off by default. `RECONCILE_AFTER_MIGRATE = True` reports on the console and changes nothing else;
`"raise"` also ends `migrate` with an error, where something is wrong or could not be measured.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Mapping, Sequence, TextIO

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.management.base import CommandError, OutputWrapper
from django.db import connections

from reconcile_django.database import NotReadable, environment, is_of_tests, names
from reconcile_django.program import ProgramNotFound, ask

if TYPE_CHECKING:
    from django.apps import AppConfig
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.migration import Migration

RAISE = "raise"
AGREES = 0
# What the settings call each database, before a test runner gave it another name.
own: dict[str, str] = {}


def remember() -> None:
    own.update(names())


def wanted() -> object:
    return getattr(settings, "RECONCILE_AFTER_MIGRATE", False)


def check_setting(**_: object) -> list[checks.CheckMessage]:
    """Django's system check of the setting."""
    if wanted() in (False, True, RAISE):
        return []
    return [
        checks.Error(
            'RECONCILE_AFTER_MIGRATE is none of False, True and "raise".',
            hint="Until then it counts as True.",
            id="reconcile_django.E001",
        )
    ]


def is_last(app_config: AppConfig) -> bool:
    """Whether no app gets `post_migrate` after this one: what other handlers make is there by then."""
    told = [config for config in apps.get_app_configs() if config.models_module is not None]
    return told[-1].label == app_config.label


def look(
    app_config: AppConfig,
    using: str,
    plan: Sequence[tuple[Migration, bool]] | None = None,
    verbosity: int = 1,
    stdout: OutputWrapper | None = None,
    **_: object,
) -> None:
    """Receives `post_migrate`, which `flush` sends too, without a plan."""
    if not wanted() or not plan or not is_last(app_config):
        return
    out = stdout or sys.stdout
    connection = connections[using]
    try:
        given = environment(connection)
    except NotReadable as error:
        if verbosity > 0:
            out.write(f"reconcile: NOT LOOKED AT: {error}\n")
        return
    labels = sorted({migration.app_label for migration, _backwards in plan})
    status, text = reconcile(connection, given, labels, coloured(out))
    if verbosity > 0 or status != AGREES:
        out.write(text.rstrip("\n") + "\n")
    if status != AGREES and wanted() == RAISE:
        raise CommandError(
            "The migrations are recorded, and the database does not agree with them or could not be measured "
            '(RECONCILE_AFTER_MIGRATE = "raise").'
        )


def coloured(out: OutputWrapper | TextIO) -> str:
    return "always" if getattr(out, "style_func", None) and out.isatty() else "never"


def reconcile(
    connection: BaseDatabaseWrapper, given: Mapping[str, str], labels: Sequence[str], colour: str
) -> tuple[int | None, str]:
    """Exit status and text of a run over these apps. That it could not run is told as well."""
    arguments = [part for label in labels for part in ("--app", label)]
    # django-tenants migrates one schema after the other, on one connection.
    schema: str | None = getattr(connection, "schema_name", None)
    if schema:
        arguments += ["--schema", schema]
    if is_of_tests(connection, own):
        # It tells of no other: its runs are none of the project's history, and none is new or known by that.
        arguments += ["--no-history", "--fail-on", "error"]
    try:
        done = ask([*arguments, "--color", colour], given, mixed=True)
    except (ProgramNotFound, OSError) as error:
        return None, f"reconcile: NOT LOOKED AT: {error}"
    return done.returncode, "reconcile: " + done.stdout
