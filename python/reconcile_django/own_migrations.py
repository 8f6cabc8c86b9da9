"""Which migrations the project itself has."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from django.apps import apps
from django.db.migrations.loader import MigrationLoader


def told(folder: str) -> dict[str, str]:
    """The variable by which the program knows them: it says which are not in the ledger.

    The program needs none of them: where they cannot be loaded, that is said.
    """
    try:
        names = MigrationLoader(None, load=False)
        names.load_disk()
    except Exception as error:
        sys.stderr.write(f"reconcile: the project's own migrations were not compared with the ledger: {error!r}\n")
        return {}
    path = os.path.join(folder, "migrations")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{app}.{name}\n" for app, name in sorted(names.disk_migrations))
    return {"RECONCILE_PROJECT_MIGRATIONS": path}


def switched_off() -> list[str]:
    """Apps whose migrations are there, and which MIGRATION_MODULES tells Django to make without them."""
    return sorted(
        app.label
        for app in apps.get_app_configs()
        if MigrationLoader.migrations_module(app.label) == (None, True) and find_spec(f"{app.name}.migrations")
    )
