"""The GitHub Action and the pre-commit hook, as their hosts would run them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from place import ROOT, TESTS, Case, Project, cluster, ledger

TOOLS = ROOT / "target/test-env/wheel-tools"
sys.path.append(str(TOOLS))
import yaml  # noqa: E402


class Action(Case):
    """Each step is a script of bash, with the files and folders that GitHub gives a job."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        for name in ("temp", "workspace/conf"):
            (self.home / name).mkdir(parents=True)
        (self.home / "workspace/conf/ledgers").symlink_to(ledger())
        self.action = yaml.safe_load((ROOT / "action.yml").read_text())

    def job(self, **inputs):
        """Runs the steps in turn; returns the last one's process, and the outputs."""
        given = {name: str(known["default"]) for name, known in self.action["inputs"].items()}
        unknown = inputs.keys() - given.keys()
        self.assertFalse(unknown)
        given |= inputs
        output = self.home / "output"
        output.write_text("")
        for step in self.action["runs"]["steps"]:
            self.assertEqual(step["shell"], "bash")
            done = self.step(step, given, output)
            if done.returncode != 0:
                break
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done, outputs

    def step(self, step, inputs, output):
        self.assertNotIn("${{", step["run"], "an input must not become a part of a script")

        def value(match):
            kind, name = match[1].split(".")
            # As for an action in the workflow's own repository.
            told = {"action_path": str(ROOT), "action_repository": "", "token": ""}
            return inputs[name] if kind == "inputs" else told[name]

        def filled(text):
            return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, str(text))

        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "RUNNER_TEMP": str(self.home / "temp"),
            "GITHUB_WORKSPACE": str(self.home / "workspace"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
            "PIP_NO_INDEX": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
            **{name: filled(text) for name, text in step.get("env", {}).items()},
        }
        folder = self.home / "workspace" / filled(step.get("working-directory", "."))
        bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        return subprocess.run(bash, env=environment, cwd=folder, capture_output=True, encoding="utf-8")

    def inputs(self, database, **more):
        (wheel,) = (ROOT / "target/wheel").glob("*.whl")
        url = cluster().url(database)
        return {"install": str(wheel), "working-directory": "conf", "database-url": url, **more}

    def test_it_reports_findings_as_annotations_summary_and_sarif(self):
        project = Project("action")
        project.manage("migrate", "store", "0002")
        done, outputs = self.job(**self.inputs("action", sarif="found.sarif"))
        self.same(done, 0, "::notice ")
        self.assertEqual(outputs, {"status": "0", "sarif": "found.sarif"})
        project.manage("migrate", "--fake", "store", "0003")
        arguments = "--app\nstore\n\n--fail-on=error\n"
        done, outputs = self.job(**self.inputs("action", sarif="found.sarif", arguments=arguments))
        self.same(done, 1, "::error ", "0003_ink")
        self.assertEqual(outputs, {"status": "1", "sarif": "found.sarif"})
        sarif = json.loads((self.home / "workspace/found.sarif").read_text())
        self.assertTrue(sarif["runs"][0]["results"])
        self.assertIn("0003_ink", (self.home / "summary").read_text())

    def test_what_was_not_measured_is_red_and_leaves_no_file(self):
        Project("action_2")
        (self.home / "workspace/found.sarif").write_text("of an earlier run")
        done, outputs = self.job(**self.inputs("action_2", sarif="found.sarif"))
        self.same(done, 2)
        self.assertEqual(outputs, {"status": "2"})

    def test_an_input_is_never_a_command(self):
        done, outputs = self.job(**self.inputs("action_3", arguments="$(touch pwned)\n`touch pwned`; touch pwned"))
        self.assertEqual(outputs, {"status": "2"})
        self.assertFalse(list(self.home.rglob("pwned")), done.stderr)

    def test_every_output_is_one_of_a_step(self):
        steps = {step.get("id"): step["run"] for step in self.action["runs"]["steps"]}
        for name, output in self.action["outputs"].items():
            self.assertEqual(output["value"], "${{ steps.run.outputs.%s }}" % name)
            self.assertIn(f'echo "{name}=', steps["run"])


class PreCommit(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.project, self.hooks = self.home / "project", self.home / "hooks"
        (self.project / "shop/migrations").mkdir(parents=True)
        self.hooks.mkdir()
        (self.project / "shop/migrations/0001_initial.py").write_text("")
        (self.project / "shop/views.py").write_text("")
        # What pre-commit takes of this repository.
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", self.hooks)
        for repository in (self.project, self.hooks):
            self.git(repository, "init", "--quiet")
            self.git(repository, "add", ".")
            self.git(repository, "commit", "--quiet", "-m", "all")
        # Stands in for the program: notes what it was called with.
        program = self.home / "bin/reconcile"
        program.parent.mkdir()
        program.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >>"$HOME/called"\nexit "${STATUS:-0}"\n')
        program.chmod(0o755)

    def git(self, folder, *arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)

    def try_hook(self, *files, **more):
        environment = {
            "PATH": f"{self.home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "PYTHONPATH": str(TOOLS),
            "PIP_NO_INDEX": "1",
            **more,
        }
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", self.hooks, "reconcile-capture", "--files", *files],
            cwd=self.project,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )
        called = self.home / "called"
        return done, called.read_text() if called.exists() else None

    def test_a_changed_migration_is_held_against_the_ledger_once(self):
        done, called = self.try_hook("shop/migrations/0001_initial.py", "shop/views.py")
        self.same(done, 0, "Passed")
        self.assertNotIn("deprecated", done.stdout + done.stderr)
        self.assertEqual(called, "capture --check -- python manage.py\n")
        self.same(self.try_hook("shop/migrations/0001_initial.py", STATUS="1")[0], 1, "Failed")

    def test_what_is_no_migration_asks_for_nothing(self):
        done, called = self.try_hook("shop/views.py")
        self.same(done, 0, "Skipped")
        self.assertIsNone(called)
