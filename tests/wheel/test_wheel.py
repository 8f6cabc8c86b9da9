"""The wheel, installed where there was nothing: the program in it, and what its metadata says."""

import subprocess
import tempfile
import zipfile
from pathlib import Path

from place import ROOT, VENV, Case, Project, cluster, ledger


class Wheel(Case):
    def setUp(self):
        (path,) = (ROOT / "target/wheel").glob("*.whl")
        self.name = path.name
        self.archive = zipfile.ZipFile(path)
        self.addCleanup(self.archive.close)

    def test_it_is_for_every_python_of_one_platform_and_needs_no_package(self):
        self.assertRegex(self.name, r"^reconcile_django-[0-9.]+-py3-none-\w+\.whl$")
        (metadata,) = (name for name in self.archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = self.archive.read(metadata).decode()
        self.assertNotIn("Requires-Dist", text)
        for said in ("License-Expression: MIT OR Apache-2.0\n", "Summary: Does the database hold", "# reconcile\n"):
            self.assertIn(said, text)

    def test_it_holds_the_program_the_package_and_the_licences_alone(self):
        parts = {"/".join(name.split("/")[:2]) for name in self.archive.namelist()}
        kinds = {part.split("/")[0].split(".", 2)[-1] for part in parts}
        self.assertEqual(kinds, {"reconcile_django", "0.data", "0.dist-info"}, parts)
        names = {Path(name).name for name in self.archive.namelist()}
        self.assertLessEqual({"reconcile", "LICENSE-MIT", "LICENSE-APACHE", "__main__.py"}, names)
        self.assertFalse([name for name in names if name.endswith(".pyc")])


class Program(Case):
    def run_program(self, *arguments, program=(VENV / "bin/reconcile",)):
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run(
                [*program, *arguments], cwd=folder, env={"HOME": folder}, capture_output=True, encoding="utf-8"
            )

    def test_the_version_names_the_commit_and_its_day(self):
        if not (ROOT / ".git").exists():
            self.skipTest("this is no repository")
        commit = subprocess.check_output(["git", "rev-parse", "--short=7", "HEAD"], cwd=ROOT, encoding="utf-8").strip()
        said = self.run_program("--version").stdout
        self.assertRegex(said, rf"^reconcile [0-9.]+ \({commit}\w* \d{{4}}-\d\d-\d\d\)\n$")

    def test_python_finds_the_program_without_a_path(self):
        by_module = self.run_program("-V", program=(VENV / "bin/python", "-m", "reconcile_django"))
        self.same(by_module, 0)
        self.assertEqual(by_module.stdout, self.run_program("-V").stdout)
        wrong = self.run_program("--nonsense", program=(VENV / "bin/python", "-m", "reconcile_django"))
        self.same(wrong, 2, "unexpected argument '--nonsense'")

    def test_the_main_job_looks_at_a_real_database(self):
        project = Project("main_job")
        project.manage("migrate")
        arguments = ("--database-url", cluster().url("main_job"), "--ledger", ledger())
        self.same(self.run_program(*arguments), 0, "AGREES with django_migrations")
        cluster().run_psql("main_job", "DROP TABLE store_pen CASCADE")
        self.same(self.run_program(*arguments), 1, "missing table store_pen")

    def test_cargo_installs_the_same_program(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ["--quiet", "--locked", "--debug", "--no-track", "--root", folder]
            subprocess.run(["cargo", "install", "--path", ROOT, *options], check=True, cwd=ROOT)
            installed = self.run_program("--version", program=(Path(folder) / "bin/reconcile",))
        self.assertEqual(installed.stdout, self.run_program("--version").stdout)
