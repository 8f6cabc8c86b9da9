"""Each Python with each Django that it supports: one look at everything."""

import json
import os
import re
import shutil
import subprocess

from place import ENVIRONMENTS, PROJECT, RELEASES, TESTS, VENV, Case, ledger, new_folder, site_packages

# https://docs.djangoproject.com/en/stable/faq/install/, from the oldest Python that the wheel is for.
SUPPORTED = {
    "3.2": ("3.8", "3.9", "3.10"),
    "4.2": ("3.8", "3.9", "3.10", "3.11", "3.12"),
    "5.2": ("3.10", "3.11", "3.12", "3.13"),
    "6.1": ("3.12", "3.13"),
}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}


def django(release):
    """Where Django is: of one Python or another, it is the same."""
    if release in RELEASES:
        return ENVIRONMENTS / RELEASES[release] if RELEASES[release] else site_packages(ENVIRONMENTS / "venv")
    return site_packages(ENVIRONMENTS / f"python-django-{release}")


def pairs():
    """Those that are on this machine, and those that are not."""
    for release, pythons in SUPPORTED.items():
        there = release in RELEASES or (ENVIRONMENTS / f"python-django-{release}").exists()
        for python in pythons:
            place = ENVIRONMENTS / f"pytest-{python}"
            yield release, python, (place / "python").read_text().strip() if there and place.exists() else None


class Pythons(Case):
    def run_pair(self, release, python, program, *arguments):
        # The wheel is for every Python; the program lies beside the one that it was installed by.
        packages = [site_packages(VENV), ENVIRONMENTS / f"pytest-{python}", django(release), PROJECT, TESTS / "causes"]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": os.pathsep.join(map(str, packages)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "settings",
            "TEST_DATABASES": json.dumps({"default": SQLITE}),
            "TEST_SETTINGS": json.dumps({"RECONCILE_AFTER_MIGRATE": True, "RECONCILE_PROGRAM": str(VENV / "bin/reconcile")}),
        }
        return subprocess.run(
            [program, *arguments], env=environment, cwd=self.folder, capture_output=True, encoding="utf-8"
        )

    def test_each_pair_of_python_and_django(self):
        looked, skipped = 0, []
        for release, python, program in pairs():
            if program is None:
                skipped.append(f"Django {release} on Python {python}")
                continue
            looked += 1
            with self.subTest(django=release, python=python):
                self.folder = new_folder()
                (self.folder / "ledgers").symlink_to(ledger())
                shutil.copy(TESTS / "wheel/pytest_project/test_store.py", self.folder)
                self.same(self.run_pair(release, python, program, TESTS / "wheel/short.py"), 0)
                done = self.run_pair(release, python, program, "-m", "pytest", "-p", "no:cacheprovider", "--reconcile")
                said = self.same(done, 0, "2 passed", "AGREES with django_migrations")
                self.assertIn(f"django: version: {release}.", said)
                self.assertRegex(said, rf"Python {re.escape(python)}\.\d")
        if skipped:
            print("not there, and skipped: " + ", ".join(skipped))
        self.assertGreater(looked, 0)
