"""`pytest --reconcile`: the test database against the ledger, before it is torn down.

pytest loads this file wherever it is installed beside the package: nothing of Django is imported until it is asked for.
"""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

FAIL = "fail"
REPORT = "report"


def mode(text: str) -> str:
    if text not in (FAIL, REPORT):
        raise ArgumentTypeError(f"{text!r} is neither {FAIL} nor {REPORT}: write --reconcile={FAIL} before other words")
    return text


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reconcile")
    group.addoption(
        "--reconcile",
        nargs="?",
        const=FAIL,
        type=mode,
        metavar=f"{FAIL}|{REPORT}",
        help="hold the test database against the ledger at the end, and fail where they do not agree; "
        f"--reconcile={REPORT} only tells",
    )
    parser.addini("reconcile_arguments", "arguments of `reconcile` in --reconcile", type="args", default=[])


# Before the project's own, which may make test databases.
@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--reconcile") and not config.getoption("collectonly", False):
        from reconcile_django.pytest_session import Session

        config.pluginmanager.register(Session(config), "reconcile_session")
