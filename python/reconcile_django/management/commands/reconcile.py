"""`manage.py reconcile`: the program, on a database of the settings."""

import os
import sys
import tempfile

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.connection import ConnectionDoesNotExist

from reconcile_django.database import NotReadable, environment
from reconcile_django.program import ProgramNotFound, run

# What Django itself has read of a command line by now.
OF_DJANGO = ("--settings", "--pythonpath")


class Command(BaseCommand):
    help = (
        "Does the database hold what django_migrations says was done to it? All arguments but --using are those of "
        "`reconcile`: see `manage.py reconcile --help`."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--using", default=DEFAULT_DB_ALIAS, metavar="ALIAS", help="a database of DATABASES")
        parser.add_argument("arguments", nargs="*", help="arguments of the program")

    def run_from_argv(self, argv):
        """Not read by argparse: what the program is given is what was typed."""
        try:
            arguments, taken = split(argv[2:])
            status = measured(taken.get("--using", DEFAULT_DB_ALIAS), arguments)
        except CommandError as error:
            self.stderr.write(f"{type(error).__name__}: {error}")
            # The program's own "it could not be measured".
            status = 2
        sys.exit(status)

    def handle(self, *, using, arguments, **_options):
        """For `call_command`, which has no exit status."""
        status = measured(using, arguments)
        if status:
            raise CommandError(f"reconcile ended with exit status {status}", returncode=status)


def measured(using, arguments):
    """The exit status of the program, on a database of the settings."""
    try:
        given = environment(connections[using])
        with tempfile.TemporaryDirectory(prefix="reconcile-") as folder:
            return run(arguments, {**given, **project(os.path.join(folder, "migrations"))})
    except (ConnectionDoesNotExist, NotReadable, ProgramNotFound) as error:
        raise CommandError(str(error)) from error


def project(path):
    """The project's own migrations for the program, which says which of them are not in the ledger.

    The program needs none of them: where they cannot be loaded, that is said.
    """
    try:
        names = MigrationLoader(None, load=False)
        names.load_disk()
    except Exception as error:
        sys.stderr.write(f"reconcile: the project's own migrations were not compared with the ledger: {error!r}\n")
        return {}
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{app}.{name}\n" for app, name in sorted(names.disk_migrations))
    return {"RECONCILE_PROJECT_MIGRATIONS": path}


def split(arguments):
    """The program's arguments, and the values of `--using` and of Django's own options.

    What follows `--` is another program's command line.
    """
    rest, taken = [], {}
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            return [*rest, argument, *pending], taken
        name, equals, value = argument.partition("=")
        if name not in ("--using", *OF_DJANGO):
            rest.append(argument)
            continue
        taken[name] = value if equals else next(pending, None)
        if not taken[name]:
            raise CommandError(f"{name} needs a value")
    return rest, taken
