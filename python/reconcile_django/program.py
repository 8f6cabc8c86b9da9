"""The binary, and how it is run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from typing import Mapping, Sequence


class ProgramNotFound(Exception):
    """The binary is in none of the places where installers put it."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__("the program is not there; looked for " + ", ".join(places))


def places() -> list[str]:
    """Where installers put the binary of this package, the likeliest first."""
    name = "reconcile" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else os.name + "_user"
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", vars={"base": sys.base_prefix}),
        sysconfig.get_path("scripts", scheme=user),
        # `pip install --target FOLDER` makes FOLDER/bin beside the packages.
        os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"),
    ]
    return list(dict.fromkeys(os.path.join(folder, name) for folder in folders if folder))


def find() -> str:
    """The path of the binary. The PATH is not searched: what is found gets the database's password.

    `RECONCILE_PROGRAM` of Django's settings is the one that counts, where it is set.
    """
    program = configured()
    wanted = [program] if program else places()
    for path in wanted:
        if os.path.isfile(path):
            return path
    raise ProgramNotFound(wanted)


def configured() -> str | None:
    """What the settings say, if this runs in Django."""
    if "django.conf" not in sys.modules:
        return None
    from django.conf import settings

    program: str | os.PathLike[str] | None = None
    if settings.configured:
        program = getattr(settings, "RECONCILE_PROGRAM", None)
    return os.fspath(program) if program else None


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Runs the program to its end, and returns its exit status as a shell would."""
    try:
        status = subprocess.run([find(), *arguments], env=environment).returncode
    except KeyboardInterrupt:
        # The program was told as well, and has ended.
        return 128 + signal.SIGINT
    return 128 - status if status < 0 else status


def ask(
    arguments: Sequence[str], environment: Mapping[str, str], *, mixed: bool = False, patience: float | None = None
) -> subprocess.CompletedProcess[str]:
    """What the program prints; `mixed` with its errors where they came up.

    Raises `ProgramNotFound`, `OSError` where it cannot be started, and `TimeoutExpired` after as many seconds.
    """
    return subprocess.run(
        [find(), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if mixed else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=patience,
    )
