"""What `--reconcile` does in one session of pytest, and in those of the workers of pytest-xdist."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Generator, Protocol

import pytest

from reconcile_django.pytest_plugin import FAIL

if TYPE_CHECKING:
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
        self.is_awaited = self.is_over = False
        # With pytest-xdist the workers have the databases.
        self.has_workers = config.pluginmanager.has_plugin("dsession")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, request: pytest.FixtureRequest) -> Generator[None, Outcome, None]:
        """The fixture that makes the databases, whatever it is called, tears them down after its finalizers."""
        outcome = yield
        if not self.is_awaited and request.scope == "session" and not outcome.excinfo and has_databases():
            self.is_awaited = True
            request.addfinalizer(self.look)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.has_workers and has_databases():
            # No fixture made them.
            self.look()
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

    def look(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        from reconcile_django.databases_of_tests import look_at_all

        self.looks = look_at_all(self.config.getini("reconcile_arguments"))

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
            # Workers have the same database under other names: one of them is told at length.
            same = (look["alias"], lines[0].replace(look["name"], ""))
            yield from lines[:1] if same in seen else lines
            seen.add(same)
        for worker in self.silent:
            yield f"NOT LOOKED AT: the database of {worker}, which ended without a word"
        if not self.looks and not self.silent:
            yield "NOT LOOKED AT: no test used a test database of Django"


def has_databases() -> bool:
    """Whether Django has test databases now. A project without Django is not made to import it."""
    if "django.conf" not in sys.modules:
        return False
    from reconcile_django.databases_of_tests import of_tests

    return bool(of_tests())
