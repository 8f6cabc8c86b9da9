"""docs/django.md: each command in it runs, and prints what stands there."""

import os
import re
import shlex
import shutil

from place import PYTEST, RELEASES, ROOT, TESTS, Case, Project, cluster
from test_pythons import SUPPORTED

PAGE = (ROOT / "docs/django.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def names_of_tests(text):
    """The page's apps as those of the project here."""
    return re.sub(r"\busers\b", "contenttypes", re.sub(r"\bshop\b(?!:)", "store", text))


def steady(text):
    """Without what differs from run to run, and how wide a line is."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "TIME", text)
    return re.sub(r"\bid [0-9a-f]{8}\b", "id ID", re.sub(r"={2,}", "==", text))


class Page(Case):
    @classmethod
    def setUpClass(cls):
        cls.project = Project("shop").link_ledger()
        cluster().create("reporting")
        cls.project.others = {"reporting": {**cls.project.database, "NAME": "reporting"}}
        shutil.copy(TESTS / "wheel/pytest_project/test_store.py", cls.project.folder)

    def typed(self, line, is_told=True):
        """Runs a line of the page, pytest with the settings of Django unless it is not told of them."""
        words = shlex.split(names_of_tests(line), comments=True)
        if words[:2] == ["python", "manage.py"]:
            return self.project.run(*words[2:])
        self.assertEqual(words[0], "pytest")
        path = os.pathsep.join([str(PYTEST), self.project.environment()["PYTHONPATH"]])
        more = {"PYTHONPATH": path, **({"DJANGO_SETTINGS_MODULE": "settings"} if is_told else {})}
        return self.project.python("-m", "pytest", "-p", "no:cacheprovider", *words[1:], **more)

    def shows(self, block):
        """The parts of a console, in their order."""
        command, shown = block.removeprefix("$ ").split("\n", 1)
        done = self.typed(command)
        rest = steady(done.stdout)
        for part in filter(None, steady(shown).split("[...]\n")):
            self.assertIn(part, rest)
            rest = rest.split(part, 1)[1]

    def test_what_is_typed_runs_and_prints_what_is_shown(self):
        (app, call, after) = blocks("python")
        said = {"INSTALLED_APPS": []}
        exec(app + after.replace("call_command", ""), said)
        self.assertEqual((said["INSTALLED_APPS"], said["RECONCILE_AFTER_MIGRATE"]), (["reconcile_django"], True))
        self.project.manage("migrate", "--database", "reporting")
        self.project.manage("migrate", "store", "0002")
        self.project.settings = {"RECONCILE_AFTER_MIGRATE": True}
        migrate, pytest = blocks("console")
        self.shows(migrate)
        self.project.settings = {}
        self.shows(pytest)

        commands = [line for block in blocks("sh") for line in block.splitlines()]
        status = {}
        for line in commands:
            done = self.typed(line)
            self.assertNotIn("Traceback", done.stderr)
            status[line.split("#")[0].strip()] = done.returncode
        # The migration is faked, and `--fail-level` makes the check that says so fail; the test database is whole.
        self.assertEqual(list(status.values()), [1, 1, 0, 0, 1, 0, 0], status)
        called = self.project.run("shell", "-c", "from django.core.management import call_command\n" + names_of_tests(call))
        self.assertIn("CommandError: reconcile ended with exit status 1", called.stderr)

    def test_the_settings_of_pytest_are_taken(self):
        (of_django, ini) = blocks("ini")
        settings = of_django.replace("mysite.settings", "settings")
        (self.project.folder / "pytest.ini").write_text(settings + names_of_tests(ini).replace("[pytest]\n", ""))
        self.addCleanup((self.project.folder / "pytest.ini").unlink)
        self.same(self.typed("pytest --reconcile", is_told=False), 0, "configfile: pytest.ini", "test_shop: AGREES")

    def test_the_ids_and_the_matrix_are_those_of_the_code(self):
        source = "".join(file.read_text() for file in (ROOT / "python/reconcile_django").glob("*.py"))
        ids = set(re.findall(r'"(?:reconcile_django\.)?([EW]\d{3})"', source))
        self.assertEqual(ids, set(re.findall(r"`(?:reconcile_django\.)?([EW]\d{3})`", PAGE)))
        rows = re.findall(r"^\| (\d\.\d) \| ([\d., ]+) \|$", PAGE, re.MULTILINE)
        self.assertEqual({release: tuple(pythons.split(", ")) for release, pythons in rows}, SUPPORTED)
        self.assertLessEqual(RELEASES.keys(), SUPPORTED.keys())
