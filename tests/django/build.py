"""Migrate an empty database step by step, and print each migration just before it is applied.

Usage: build.py PROJECT OUT [--hold APP | --hold APP.NAME]... [--owners OWNERS]

PROJECT is a folder with `settings.py`; the database comes from RECONCILE_TEST_DB_HOST and
RECONCILE_TEST_DB_NAME, which is a file where the project is for SQLite. OUT receives `<app>/<name>.sql`, exactly as `sqlmigrate` printed them, and
`manifest.json`. A held migration, and each one of a held app, is printed and not applied.
OWNERS receives, of each object and aspect of the migrated database, which migration set it.
"""

import argparse
import io
import json
import os
import platform
import sys
from pathlib import Path

from owners import Owners


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hold", action="append", default=[])
    parser.add_argument("--owners", type=Path)
    return parser.parse_args()


def printed(app, name):
    """What `manage.py sqlmigrate app name` writes, and the error if it refuses."""
    from django.core.management import call_command

    out = io.StringIO()
    try:
        call_command("sqlmigrate", app, name, stdout=out, no_color=True)
    except Exception as error:  # whatever it is, it belongs in the manifest
        return None, f"{type(error).__name__}: {error}"
    return out.getvalue(), None


def described(key, migration, in_plan, order):
    app, name = key
    return {
        "order": order,
        "in_plan": in_plan,
        "app": app,
        "name": name,
        "dependencies": [list(dependency) for dependency in migration.dependencies],
        "run_before": [list(other) for other in migration.run_before],
        "replaces": [list(other) for other in migration.replaces],
        "atomic": migration.atomic,
        "initial": migration.initial,
        "operations": [type(operation).__name__ for operation in migration.operations],
    }


def plan_of(executor):
    """Every migration to print, in order: what a squash replaces stands before it, out of plan."""
    graph = executor.loader.graph
    disk = executor.loader.disk_migrations
    for migration, _backwards in executor.migration_plan(graph.leaf_nodes()):
        for replaced in migration.replaces:
            if tuple(replaced) in disk:
                yield tuple(replaced), disk[tuple(replaced)], False
        yield (migration.app_label, migration.name), migration, True


def driver(module):
    """Which one Django talks to the database by; sqlite3 is as new as its library."""
    version = getattr(module, "sqlite_version", None) or module.__version__
    return f"{module.__name__} {version}"


def build(out, held, owners):
    import django
    from django.conf import settings
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    state = executor.loader.project_state([])
    entries = []
    for order, (key, migration, in_plan) in enumerate(list(plan_of(executor))):
        app, name = key
        entry = described(key, migration, in_plan, order)
        text, error = printed(app, name)
        if error is None:
            (out / app).mkdir(parents=True, exist_ok=True)
            (out / app / f"{name}.sql").write_text(text, encoding="utf-8", newline="")
        else:
            entry["error"] = error
        entries.append(entry)
        if in_plan and not held & {app, f"{app}.{name}"}:
            # One running state for the whole plan, as `migrate` has it.
            state = executor.migrate([key], plan=[(migration, False)], state=state)
            if owners:
                owners.look(connection, {f"{app}.{name}", *(".".join(other) for other in migration.replaces)})
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return {
        "django": django.get_version(),
        "python": platform.python_version(),
        "driver": driver(connection.Database),
        "engine": settings.DATABASES["default"]["ENGINE"],
        "installed_apps": list(settings.INSTALLED_APPS),
        "default_auto_field": settings.DEFAULT_AUTO_FIELD,
        "migrations": entries,
    }


def owners_of_vendor():
    from django.db import connection

    if connection.vendor == "sqlite":
        from sqlite_owners import SqliteOwners

        return SqliteOwners()
    return Owners()


def main():
    options = arguments()
    sys.path.insert(0, str(options.project.resolve()))
    sys.dont_write_bytecode = True
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

    import django

    django.setup()
    from servers import accept_old

    accept_old()
    options.out.mkdir(parents=True, exist_ok=True)
    owners = owners_of_vendor() if options.owners else None
    manifest = build(options.out, set(options.hold), owners)
    if owners:
        options.owners.write_text(json.dumps(list(owners.rows())) + "\n", encoding="utf-8")
    text = json.dumps(manifest, indent=1) + "\n"
    (options.out / "manifest.json").write_text(text, encoding="utf-8")
    failed = [entry for entry in manifest["migrations"] if "error" in entry]
    for entry in failed:
        print(f"{entry['app']}.{entry['name']}: {entry['error']}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
