"""The types of reconcile_django, as mypy and the stubs of Django see them."""

import os
import shutil
import subprocess
import sys

from place import ENVIRONMENTS, ROOT, Case, new_folder

TYPES = ENVIRONMENTS / "wheel-types"
SOURCE = ROOT / "python/reconcile_django"
# What differs between systems is of all of them; mypy itself reads no older Python than this.
OPTIONS = ["--strict", "--warn-unreachable", "--python-version", "3.10", "--no-incremental", "--package", "reconcile_django"]


class Types(Case):
    def mypy(self, source):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TYPES), "MYPY_CACHE_DIR": os.devnull}
        return subprocess.run(
            [sys.executable, "-m", "mypy", *OPTIONS], cwd=source.parent, env=environment, capture_output=True, encoding="utf-8"
        )

    def test_they_hold_strictly_and_are_not_only_said_to(self):
        self.same(self.mypy(SOURCE), 0, "Success: no issues found in ")
        copy = new_folder() / SOURCE.name
        shutil.copytree(SOURCE, copy)
        for name, text in (("program.py", "find() + 1\n"), ("after_migrate.py", "connections['x'].nothing_like_this\n")):
            with (copy / name).open("a") as file:
                file.write(text)
        self.same(self.mypy(copy), 1, "program.py:", "after_migrate.py:", "Found 2 errors in 2 files")

    def test_whoever_imports_it_sees_them(self):
        self.assertTrue((SOURCE / "py.typed").exists())
