"""Where the tests of a release stand."""

import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RELEASE = ROOT / "release"
TOOLS = ROOT / "target/test-env/release-tools"
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
VERSION = PACKAGE["version"]


class Case(unittest.TestCase):
    maxDiff = None

    def folder(self):
        made = tempfile.TemporaryDirectory(prefix="reconcile-release-")
        self.addCleanup(made.cleanup)
        return Path(made.name)

    def run_it(self, *command, status=0, **more):
        """What it printed, both streams; it must end with `status`."""
        done = subprocess.run(command, capture_output=True, encoding="utf-8", **more)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        return said

    def python(self, *arguments, **more):
        return self.run_it(sys.executable, *arguments, **more)
