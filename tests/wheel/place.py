"""Where the tests of the wheel stand: one server, and the environment in which the wheel is installed."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import unittest
from functools import lru_cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
VENV = ROOT / "target/wheel/venv"
PROJECT = TESTS / "wheel/project"
ENVIRONMENTS = ROOT / "target/test-env"
RELEASES = {"3.2": "django-3.2", "4.2": "django-4.2", "5.2": None}
NEWEST = "5.2"
# pytest, and what else is of one Python.
PYTEST = ENVIRONMENTS / "pytest-{0}.{1}".format(*sys.version_info)

sys.path.append(str(TESTS / "corpus"))
from cluster import Cluster  # noqa: E402


@lru_cache(maxsize=None)
def cluster():
    made = Cluster(os.environ["RECONCILE_TEST_PG_BIN"]).__enter__()
    atexit.register(made.__exit__)
    return made


@lru_cache(maxsize=None)
def ledger():
    """The stored outputs of the project, printed on a database of its own."""
    folder = new_folder()
    project = Project("ledger_of_all")
    build = [VENV / "bin/python", TESTS / "django/build.py", PROJECT, folder]
    subprocess.run(build, env=project.environment(), check=True)
    return folder


def new_folder():
    """A folder that is removed at the end."""
    folder = tempfile.TemporaryDirectory(prefix="reconcile-wheel-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def site_packages(environment):
    return next(environment.glob("lib/python3*/site-packages"))


class Project:
    """The Django project on a database of its own, run by the environment of the wheel."""

    def __init__(self, database, release=NEWEST, **settings):
        cluster().create(database)
        self.database = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": str(cluster().socket),
            "NAME": database,
            "USER": "postgres",
        }
        self.others = {}
        self.release = release
        self.settings = settings
        self.folder = new_folder()

    def environment(self, **more):
        # Django lies beside the wheel, which needs nothing of it.
        packages = [ENVIRONMENTS / RELEASES[self.release]] if RELEASES[self.release] else []
        packages += [site_packages(ENVIRONMENTS / "venv"), PROJECT, TESTS / "causes"]
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": os.pathsep.join(map(str, packages)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TEST_DATABASES": json.dumps({"default": self.database, **self.others}),
            "TEST_SETTINGS": json.dumps(self.settings),
            **more,
        }

    def run(self, *arguments, **more):
        """`manage.py ARGUMENTS`, wherever it ends."""
        return self.python(PROJECT / "manage.py", *arguments, **more)

    def python(self, *arguments, **more):
        return subprocess.run(
            [VENV / "bin/python", *arguments],
            env=self.environment(**more),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
        )

    def manage(self, *arguments, **more):
        """The same, and it must succeed."""
        done = self.run(*arguments, **more)
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def link_ledger(self):
        (self.folder / "ledgers").symlink_to(ledger())
        return self


class Case(unittest.TestCase):
    maxDiff = None

    def same(self, done, status, *parts):
        """The exit status, and what stands somewhere in what was said."""
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        for part in parts:
            self.assertIn(part, said)
        self.assertNotIn("Traceback", said)
        return said
