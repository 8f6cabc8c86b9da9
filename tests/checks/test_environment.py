"""What the scripts install as root, and whom they ask before: `install_needed` of tests/environment.sh.

On a PATH where `sudo` and `apt-get` only write down how they were called.
"""

import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
set -euo pipefail
me=tests/some
source tests/environment.sh
need_program sh never-wanted
need_program no-such-program one-package
need_program no-such-program-either two-packages second-of-two
install_needed
echo goes on
"""
ALL = "one-package two-packages second-of-two"
INSTALLED = f"sudo tests/install_as_root {ALL}\n"


class Installing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.programs = Path(folder.name)
        self.log = self.programs / "log"
        self.log.touch()
        self.program("sudo", f'echo "sudo $*" >>"{self.log}"')
        self.program("apt-get", f'echo "apt-get $*" >>"{self.log}"')
        # Nobody is root here, so that nothing is done by mistake.
        self.program("id", "echo 1000")

    def program(self, name, text):
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def environment(self, **settings):
        return {"PATH": f"{self.programs}:/usr/bin:/bin", "HOME": str(self.programs), **settings}

    def run_script(self, script=SCRIPT, **settings):
        return subprocess.run(
            ["bash", "-c", script],
            cwd=ROOT,
            env=self.environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answer(self, answer):
        """Somebody sits at a terminal, and types this."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        process = subprocess.Popen(
            ["bash", "-c", SCRIPT],
            cwd=ROOT,
            env=self.environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        os.write(ours, answer.encode())
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # The end, on Linux.
        return process.wait(), shown.decode()

    def called(self):
        return self.log.read_text()

    def test_nobody_is_there_to_be_asked(self):
        done = self.run_script()
        self.assertEqual((done.returncode, done.stdout, self.called()), (2, "", ""))
        self.assertIn(f"these packages of Debian are missing: {ALL}", done.stderr)
        self.assertIn(f"sudo apt-get install --no-install-recommends {ALL}", done.stderr)
        self.assertIn("RECONCILE_TEST_INSTALL=yes tests/some", done.stderr)

    def test_a_ci_is_not_asked(self):
        done = self.run_script(CI="true")
        self.assertEqual((done.returncode, done.stdout, self.called()), (0, "goes on\n", INSTALLED))

    def test_false_is_no_ci(self):
        for word in ("false", "False", "no", "0", " "):
            self.assertEqual((self.run_script(CI=word).returncode, self.called()), (2, ""), word)

    def test_who_said_so_is_not_asked(self):
        done = self.run_script(RECONCILE_TEST_INSTALL="yes")
        self.assertEqual((done.returncode, done.stdout, self.called()), (0, "goes on\n", INSTALLED))

    def test_another_word_is_no_leave(self):
        done = self.run_script(RECONCILE_TEST_INSTALL="0")
        self.assertEqual((done.returncode, done.stdout, self.called()), (2, "", ""))

    def test_it_goes_on_without(self):
        done = self.run_script(RECONCILE_TEST_INSTALL="no", CI="true")
        self.assertEqual((done.returncode, done.stdout, self.called()), (0, "goes on\n", ""))
        self.assertIn(f"not installed, as RECONCILE_TEST_INSTALL=no says: {ALL}", done.stderr)

    def test_all_is_asked_at_once(self):
        status, shown = self.answer("y\n")
        self.assertEqual((status, self.called()), (0, INSTALLED))
        self.assertEqual(shown.count("[y/N]"), 1, shown)
        self.assertIn("goes on", shown)

    def test_no_is_no_and_so_is_nothing(self):
        for answer in ("n\n", "\n", "\x04"):
            status, shown = self.answer(answer)
            self.assertEqual((status, self.called()), (2, ""), shown)
            self.assertNotIn("goes on", shown)

    def test_what_is_here_is_not_asked_for(self):
        script = "set -eu; me=tests/some; source tests/environment.sh; need_program sh dash; install_needed"
        done = self.run_script(script)
        self.assertEqual((done.returncode, done.stderr, self.called()), (0, "", ""))

    def test_without_root_it_says_what_to_type(self):
        (self.programs / "sudo").unlink()
        done = self.run_script(RECONCILE_TEST_INSTALL="yes", PATH=f"{self.programs}:{self.without_sudo()}")
        self.assertEqual((done.returncode, done.stdout, self.called()), (1, "", ""), done.stderr)
        self.assertIn(f"as root: apt-get install --no-install-recommends {ALL}", done.stderr)

    def without_sudo(self):
        """The programs of a machine that has no sudo."""
        folder = self.programs / "bin"
        folder.mkdir()
        for name in ("bash", "sh", "df", "tail", "cat"):
            (folder / name).symlink_to(Path("/bin") / name if (Path("/bin") / name).exists() else Path("/usr/bin") / name)
        return folder


if __name__ == "__main__":
    unittest.main()
