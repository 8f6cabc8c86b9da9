"""Everything of reconcile_django once, in one process, in a folder with a ledger.

Run by each Python with each Django that it supports, on a file of SQLite, which needs no driver.
"""

import sqlite3
from contextlib import redirect_stdout
from io import StringIO

import django
from django.core.checks import run_checks
from django.core.management import CommandError, call_command


def ids():
    return [message.id for message in run_checks(databases=["default"]) if message.id.startswith("reconcile")]


def main():
    django.setup()

    import reconcile_django.pytest_session  # noqa: F401

    # Before Django 4.0 a receiver of `post_migrate` is not told where `migrate` prints to.
    out = StringIO()
    with redirect_stdout(out):
        call_command("migrate")
    assert out.getvalue().count("AGREES with django_migrations") == 1, out.getvalue()
    assert ids() == [], ids()

    with sqlite3.connect("db.sqlite3") as database:
        database.execute("DROP TABLE store_ink")
    try:
        call_command("reconcile", arguments=["-q"])
    except CommandError as error:
        assert error.returncode == 1, error
    else:
        raise AssertionError("the table that is gone was not missed")
    assert ids() == ["reconcile_django.W001"], ids()


if __name__ == "__main__":
    main()
