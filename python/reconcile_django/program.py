"""The binary, and how it is run."""

import os
import signal
import subprocess
import sys
import sysconfig


class ProgramNotFound(Exception):
    """The binary is in none of the places where installers put it."""

    def __init__(self, places):
        super().__init__("the program is not there; looked for " + ", ".join(places))


def places():
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


def find():
    """The path of the binary. The PATH is not searched: what is found gets the database's password.

    `RECONCILE_PROGRAM` of Django's settings is the one that counts, where it is set.
    """
    wanted = [configured()] if configured() else places()
    for path in wanted:
        if os.path.isfile(path):
            return path
    raise ProgramNotFound(wanted)


def configured():
    """What the settings say, if this runs in Django."""
    if "django.conf" not in sys.modules:
        return None
    from django.conf import settings

    program = getattr(settings, "RECONCILE_PROGRAM", None) if settings.configured else None
    return os.fspath(program) if program else None


def run(arguments, environment=None, **options):
    """Runs the program to its end, and returns its exit status as a shell would."""
    try:
        status = subprocess.run([find(), *arguments], env=environment, **options).returncode
    except KeyboardInterrupt:
        # The program was told as well, and has ended.
        return 128 + signal.SIGINT
    return 128 - status if status < 0 else status
