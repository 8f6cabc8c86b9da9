"""`manage.py reconcile`: the program, on a database of the settings."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING, Sequence

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.connection import ConnectionDoesNotExist

from reconcile_django import own_migrations
from reconcile_django.database import NotReadable, environment
from reconcile_django.program import ProgramNotFound, run

if TYPE_CHECKING:
    from argparse import ArgumentParser

# What Django itself has read of a command line by now.
OF_DJANGO = ("--settings", "--pythonpath")


class Command(BaseCommand):
    help = (
        "Does the database hold what django_migrations says was done to it? All arguments but --using are those of "
        "`reconcile`: see `manage.py reconcile --help`."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--using", default=DEFAULT_DB_ALIAS, metavar="ALIAS", help="a database of DATABASES")
        # Without a default `call_command` would want an option's name of it.
        parser.add_argument("arguments", nargs="*", default=[], help="arguments of the program")

    def run_from_argv(self, argv: list[str]) -> None:
        """Not read by argparse: what the program is given is what was typed."""
        try:
            arguments, taken = split(argv[2:])
            status = measured(taken.get("--using", DEFAULT_DB_ALIAS), arguments)
        except CommandError as error:
            self.stderr.write(f"{type(error).__name__}: {error}")
            # The program's own "it could not be measured".
            status = 2
        sys.exit(status)

    def handle(self, *, using: str, arguments: Sequence[str], **_options: object) -> None:
        """For `call_command`, which has no exit status."""
        status = measured(using, arguments)
        if status:
            raise CommandError(f"reconcile ended with exit status {status}", returncode=status)


def measured(using: str, arguments: Sequence[str]) -> int:
    """The exit status of the program, on a database of the settings."""
    try:
        given = environment(connections[using])
        with tempfile.TemporaryDirectory(prefix="reconcile-") as folder:
            return run(arguments, {**given, **own_migrations.told(folder)})
    except (ConnectionDoesNotExist, NotReadable, ProgramNotFound) as error:
        raise CommandError(str(error)) from error


def split(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The program's arguments, and the values of `--using` and of Django's own options.

    What follows `--` is another program's command line.
    """
    rest: list[str] = []
    taken: dict[str, str] = {}
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            return [*rest, argument, *pending], taken
        name, equals, value = argument.partition("=")
        if name not in ("--using", *OF_DJANGO):
            rest.append(argument)
            continue
        taken[name] = value if equals else next(pending, "")
        if not taken[name]:
            raise CommandError(f"{name} needs a value")
    return rest, taken
