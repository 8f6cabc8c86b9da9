"""What `--reconcile` does in one session of pytest, and in those of the workers of pytest-xdist."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Generator, Protocol

import pytest

from reconcile_django.pytest_plugin import FAIL

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from reconcile_django.databases_of_tests import Look

# What a worker tells the session that started it.
TOLD = "reconcile"


class Worker(Protocol):
    """What is used of a worker of pytest-xdist."""

    gateway: object
    workeroutput: dict[str, list[Look]]


class Outcome(Protocol):
    """What is used of a fixture's outcome."""

    excinfo: object


class Session:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.looks: list[Look] = []
        self.silent: list[str] = []
        # The databases that a fixture will tear down, and those that were looked at, each by its alias and name.
        self.awaited: set[tuple[str, str]] = set()
        self.over: set[tuple[str, str]] = set()
        # The names of the settings' own databases, known only before anything made one for tests.
        self.own = names()
        self.has_begun = False

    def has_workers(self) -> bool:
        """With pytest-xdist the workers have the databases."""
        return bool(self.config.pluginmanager.has_plugin("dsession"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        self.remember()

    def remember(self) -> None:
        if self.own is None and not self.has_begun:
            self.own = names()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, request: pytest.FixtureRequest) -> Generator[None, Outcome, None]:
        """The fixture that makes the databases, whatever it is called, tears them down after its finalizers."""
        self.remember()
        self.has_begun = True
        outcome = yield
        made = set(self.of_tests()) - self.awaited
        if made and request.scope == "session" and not outcome.excinfo:
            self.awaited |= made
            self.over -= made
            request.addfinalizer(partial(self.look, made))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.has_workers():
            # No fixture made them, or it was not torn down yet.
            self.look(set(self.of_tests()))
        told: dict[str, list[Look]] | None = getattr(self.config, "workeroutput", None)
        if told is not None:
            told[TOLD] = self.looks
        elif self.is_wrong() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Worker) -> None:
        told = getattr(node, "workeroutput", {}).get(TOLD)
        if told is None:
            self.silent.append(str(getattr(node.gateway, "id", "a worker")))
        else:
            self.looks += told

    def of_tests(self) -> dict[tuple[str, str], BaseDatabaseWrapper]:
        """The test databases that there are now. A project without Django is not made to import it."""
        if self.own is None:
            return {}
        from reconcile_django.databases_of_tests import of_tests

        return {(one.alias, str(one.settings_dict["NAME"])): one for one in of_tests(self.own)}

    def look(self, made: set[tuple[str, str]]) -> None:
        if not made:
            return
        from reconcile_django.databases_of_tests import look

        arguments = self.config.getini("reconcile_arguments")
        for database, connection in self.of_tests().items():
            if database in made - self.over:
                self.looks.append(look(connection, arguments))
        self.over |= made
        self.awaited -= made

    def is_wrong(self) -> bool:
        measured = any(look["is_measured"] for look in self.looks)
        is_green = measured and not self.silent and not any(look["is_wrong"] for look in self.looks)
        return self.config.getoption("--reconcile") == FAIL and not is_green

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_sep("=", "reconcile")
        for text in self.told():
            terminalreporter.write_line(text)

    def told(self) -> Generator[str, None, None]:
        seen = set()
        for look in self.looks:
            lines = look["text"].rstrip("\n").split("\n")
            # Workers have the same database under other names: what all of it says is told at length once.
            same = (look["alias"], look["text"].replace(look["name"], ""))
            yield from lines[:1] if same in seen else lines
            seen.add(same)
        for worker in self.silent:
            yield f"NOT LOOKED AT: the database of {worker}, which ended without a word"
        if not self.looks and not self.silent:
            yield f"NOT LOOKED AT: {self.why_nothing()}"

    def why_nothing(self) -> str:
        if self.own is None and names() is not None:
            return (
                "Django was set up after the first fixture, where its test databases cannot be told from others: "
                "call django.setup() in conftest.py"
            )
        return "no test used a test database of Django"


def names() -> dict[str, str] | None:
    if "django.conf" not in sys.modules:
        return None
    from reconcile_django import databases_of_tests

    return databases_of_tests.names()
