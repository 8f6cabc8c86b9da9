"""`manage.py check --database`: what the newest run that is kept says, without a connection."""

import datetime
import json
import re
import shutil
import sqlite3

from place import VENV, Case, Project, cluster, ledger

RUN = {
    "id": 1,
    "started_at": "2026-11-29T00:00:00Z",
    "database": "shop",
    "schema": "public",
    "address": None,
    "scope": {"apps": []},
    "findings": {"error": 0},
    "waived": {"error": 0},
    "exit_status": 0,
    "not_measured": [],
}
SQLITE = "django.db.backends.sqlite3"
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"


class Checked(Case):
    def checked(self, project, *more, database="default"):
        """The ids, and what was said."""
        done = project.run("check", "--database", database, *more)
        said = self.same(done, 0)
        return re.findall(r"reconcile_django\.(\w+)", said), said

    def faked(self, name):
        """A project with a migration that was faked, and a run that found it."""
        project = Project(name).link_ledger()
        project.manage("migrate", "store", "0002")
        project.manage("migrate", "--fake", "store", "0003")
        self.same(project.run("reconcile"), 1)
        return project


class NewestRun(Checked):
    def test_errors_of_the_newest_run_are_told_until_a_later_one_finds_none(self):
        project = self.faked("checks_errors")
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W001"], said)
        place = f"the newest of all apps in checks_errors at {cluster().socket}:5432, schema public."
        told = rf"database 'default': \(reconcile_django.W001\) 1 error in run 1 \({TIME}\), {re.escape(place)}\n"
        self.assertRegex(said, told)
        self.assertIn("HINT: `python manage.py reconcile show 1` prints it.\n", said)
        self.same(project.run("reconcile", "show", "1"), 0, "store.0003_ink: faked")
        # `migrate` checks its database, and goes on.
        self.same(project.run("migrate", "--fake", "store", "0002"), 0, "W001")
        project.manage("reconcile")
        self.assertEqual(self.checked(project)[0], [])

    def test_nothing_is_connected_to(self):
        project = self.faked("checks_apart")
        cluster().run_psql("postgres", "ALTER DATABASE checks_apart ALLOW_CONNECTIONS false")
        # By itself: what Django checks of a PostgreSQL connects.
        code = "import django; django.setup(); from reconcile_django import newest_run; print(newest_run.check(databases=['default']))"
        done = project.python("-c", code, DJANGO_SETTINGS_MODULE="settings")
        self.same(done, 0, "W001")

    def test_nobody_is_told_that_there_is_no_run_but_a_deployment(self):
        project = Project("checks_none").link_ledger()
        self.assertEqual(self.checked(project)[0], [])
        ids, said = self.checked(project, "--deploy")
        self.assertEqual(ids, ["W004"])
        not_there = "no run of it is kept: the history .reconcile/history.sqlite3 does not exist yet"
        self.assertIn(f"{not_there} (looked for from the working folder {project.folder})", said)
        self.assertIn("HINT: `python manage.py reconcile` looks, and keeps what it finds.", said)
        project.manage("migrate")
        project.manage("reconcile")
        self.assertEqual(self.checked(project, "--deploy")[0], [])

    def test_a_run_of_another_database_is_none_of_this_one(self):
        project = self.faked("checks_this")
        cluster().create("checks_other")
        project.others = {"other": {**project.database, "NAME": "checks_other"}}
        self.assertEqual(self.checked(project, database="other")[0], [])
        ids, said = self.checked(project, "--deploy", database="other")
        self.assertEqual(ids, ["W004"])
        socket = f"{cluster().socket}:5432"
        self.assertIn(f"no run of checks_other at {socket}; it holds runs of checks_this at {socket}", said)
        self.assertIn("`python manage.py reconcile --using other` looks", said)
        self.same(project.run("reconcile", "--using", "other"), 2, "django_migrations")

    def test_a_database_that_was_made_anew_is_another_one(self):
        project = self.faked("checks_anew")
        for sql in ("DROP DATABASE checks_anew", "CREATE DATABASE checks_anew"):
            cluster().run_psql("postgres", sql)
        project.manage("migrate")
        project.manage("reconcile")
        self.assertEqual(self.checked(project)[0], [])

    def test_an_error_that_two_runs_found_is_counted_once(self):
        project = self.faked("checks_twice")
        self.same(project.run("reconcile", "--app", "store"), 1)
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W001"])
        self.assertIn("1 error in run 1 (", said)
        self.assertRegex(said, rf"schema public\. The later run 2 of app store \({TIME}\) found 1 error\.\n")

    def test_a_narrower_run_that_found_it_gone_is_told_beside_it(self):
        project = self.faked("checks_gone")
        self.same(project.run("migrate", "--fake", "store", "0002"), 0)
        self.same(project.run("reconcile", "--app", "store"), 0)
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W001"])
        self.assertRegex(said, rf"1 error in run 1 .* The later run 2 of app store \({TIME}\) found no error\.\n")
        hint = "`python manage.py reconcile show 1` prints it. `python manage.py reconcile` looks anew, at all apps."
        self.assertIn(f"HINT: {hint}\n", said)
        self.same(project.run("reconcile"), 0)
        self.assertEqual(self.checked(project)[0], [])

    def test_runs_that_looked_at_other_schemas_are_added_up(self):
        project = self.faked("checks_several")
        cluster().run_psql("checks_several", "CREATE SCHEMA other")
        project.database["OPTIONS"] = {"options": "-c search_path=other"}
        project.manage("migrate", "store", "0002")
        project.manage("migrate", "--fake", "store", "0003")
        self.same(project.run("reconcile", "--app", "store"), 1)
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W001"])
        self.assertRegex(said, r"2 errors in 2 runs of checks_several at \S+: run 1 of all apps, schema public \(")
        self.assertRegex(said, rf"; run 2 of app store, schema other \({TIME}\)\.\n")
        self.assertIn("HINT: `python manage.py reconcile status --here` lists them.", said)
        self.same(project.run("reconcile", "status", "--here"), 1, "checks_several.other, store: ")

    def test_what_looks_anew_names_the_schemas(self):
        for number, (wide, again) in enumerate([([], ["--schema", "other"]), (["--all-schemas"], ["--all-schemas"])]):
            project = Project(f"checks_schemas_{number}").link_ledger()
            cluster().run_psql(project.database["NAME"], "CREATE SCHEMA other")
            project.database["OPTIONS"] = {"options": "-c search_path=other"}
            project.manage("migrate", "store", "0002")
            project.manage("migrate", "--fake", "store", "0003")
            self.same(project.run("reconcile", *wide), 1)
            project.manage("migrate", "--fake", "store", "0002")
            self.same(project.run("reconcile", "--app", "store"), 0)
            said = self.checked(project)[1]
            self.assertIn(f"`python manage.py reconcile {' '.join(again)}` looks anew, at all apps.", said)
            self.same(project.run("reconcile", *again), 0)
            self.assertEqual(self.checked(project)[0], [])

    def test_what_is_waived_is_no_error_of_these(self):
        project = self.faked("checks_waived")
        shown = project.run("reconcile", "show", "--format", "json").stdout
        finding = re.search(r'"id": "([0-9a-f]{16})"', shown)[1]
        self.same(project.run("reconcile", "waive", finding, "--reason", "known"), 0)
        self.same(project.run("reconcile"), 0)
        self.assertEqual(self.checked(project)[0], [])

    def test_what_could_not_be_measured_is_told(self):
        project = Project("checks_blind").link_ledger()
        project.manage("migrate")
        (project.folder / "ledgers").unlink()
        (project.folder / "ledgers").mkdir()
        shutil.copytree(ledger() / "store", project.folder / "ledgers/elsewhere")
        self.same(project.run("reconcile", "--app", "contenttypes"), 2)
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W003"], said)
        self.assertIn("the newest of app contenttypes in checks_blind at ", said)

    def test_an_old_run_is_told_where_somebody_wants_that_and_before_a_deployment(self):
        project = Project("checks_old", RECONCILE_MAX_AGE_DAYS=2).link_ledger()
        project.manage("migrate")
        snapshot = project.folder / "snapshot.json"
        project.manage("reconcile", "snapshot", "-o", str(snapshot))
        self.aged(snapshot, 3)
        self.same(project.run("reconcile", "--database-url", f"snapshot:{snapshot}"), 0)
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W002"], said)
        self.assertRegex(said, r"run 1 \(.*\), the newest of all apps in checks_old at .*, is 3 days old\.")
        project.settings = {}
        self.assertEqual(self.checked(project)[0], [])
        self.assertEqual(self.checked(project, "--deploy")[0], [])
        self.aged(snapshot, 8)
        self.same(project.run("reconcile", "--no-history", "--database-url", f"snapshot:{snapshot}"), 0)
        (project.folder / ".reconcile/history.sqlite3").unlink()
        self.same(project.run("reconcile", "--database-url", f"snapshot:{snapshot}"), 0)
        self.assertEqual(self.checked(project, "--deploy")[0], ["W002"])
        project.settings = {"RECONCILE_MAX_AGE_DAYS": 30}
        self.assertEqual(self.checked(project, "--deploy")[0], [])

    def test_a_run_of_some_apps_makes_none_of_all_younger(self):
        project = Project("checks_some").link_ledger()
        project.manage("migrate")
        project.manage("reconcile", "--app", "contenttypes")
        ids, said = self.checked(project, "--deploy")
        self.assertEqual(ids, ["W004"])
        self.assertIn("no run of all apps is kept, only of some.", said)
        snapshot = project.folder / "snapshot.json"
        project.manage("reconcile", "snapshot", "-o", str(snapshot))
        self.aged(snapshot, 100)
        self.same(project.run("reconcile", "--database-url", f"snapshot:{snapshot}"), 0)
        ids, said = self.checked(project, "--deploy")
        self.assertEqual(ids, ["W002"])
        self.assertRegex(said, r"run 2 \(.*\), the newest of all apps in .*, is 100 days old\.")
        project.manage("reconcile")
        self.assertEqual(self.checked(project, "--deploy")[0], [])

    def aged(self, snapshot, days):
        """As if it had been taken so many days ago."""
        taken = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days, hours=1)
        text, number = re.subn(r'("taken_at": ?)"[^"]*"', rf'\1"{taken:%Y-%m-%dT%H:%M:%SZ}"', snapshot.read_text())
        self.assertEqual(number, 1)
        snapshot.write_text(text)

    def test_a_setting_that_is_no_number_of_days_is_said(self):
        for wrong in ("7", True, -1):
            project = Project(f"checks_setting_{str(wrong).strip('-').lower()}", RECONCILE_MAX_AGE_DAYS=wrong)
            self.same(project.run("check"), 1, "reconcile_django.E002")


class Unread(Checked):
    """What stands in the way is told, and never ends a check."""

    def test_without_the_program(self):
        project = Project("checks_program", RECONCILE_PROGRAM="/nowhere")
        ids, said = self.checked(project, "--deploy")
        self.assertEqual(ids, ["W005"])
        self.assertIn("looked for /nowhere", said)

    def test_a_history_that_was_changed_is_not_believed(self):
        project = self.faked("checks_changed")
        with sqlite3.connect(project.folder / ".reconcile/history.sqlite3") as history:
            history.execute("UPDATE run SET errors = 0")
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W005"])
        self.assertIn("history.sqlite3", said)

    def test_settings_that_cannot_be_read(self):
        project = self.faked("checks_toml")
        (project.folder / "reconcile.toml").write_text("no_setting = \x1b[2J1")
        ids, said = self.checked(project)
        self.assertEqual(ids, ["W005"])
        self.assertNotIn("\x1b", said)

    def test_a_program_that_says_something_else(self):
        project = Project("checks_else")
        program = project.folder / "program"
        project.settings = {"RECONCILE_PROGRAM": str(program)}
        for printed, told in (("what", "\\x1b[2Jbroken"), ('[{"id": 1}]', "the program printed something else than runs")):
            code = f"import sys\nprint({printed!r})\nsys.stderr.write('\\x1b[2Jbroken\\n')\n"
            self.write(program, code)
            ids, said = self.checked(project)
            self.assertEqual(ids, ["W005"])
            self.assertIn(f"could not be read: {told}", said)

    def write(self, program, code):
        program.write_text(f"#!{VENV / 'bin/python'}\n{code}")
        program.chmod(0o755)

    def called(self, project, before=""):
        """By itself: what Django checks of a PostgreSQL connects."""
        code = f"import django; django.setup(); from reconcile_django import newest_run; {before}"
        return project.python("-c", code + "print(newest_run.check(databases=['default']))", DJANGO_SETTINGS_MODULE="settings")

    def test_runs_of_another_program_end_no_check(self):
        project = Project("checks_shapes")
        program = project.folder / "program"
        project.settings = {"RECONCILE_PROGRAM": str(program)}
        wrong = [{"findings": {}}, {"scope": []}, {"scope": {"apps": "store"}}, {"id": None}, {"not_measured": [1]}]
        wrong += [{"started_at": value} for value in (5, "2026-13-45T00:00:00Z", "2026-11-29T00:00:00", "today")]
        for part in wrong:
            self.write(program, f"print({json.dumps([{**RUN, **part}])!r})")
            self.same(self.called(project), 0, "W005", "the program printed something else than runs")
        for part, told in (({}, "[]"), ({"not_measured": ["one"]}, "W003"), ({"exit_status": 2}, "W003")):
            self.write(program, f"print({json.dumps([{**RUN, **part}])!r})")
            self.assertNotIn("W005", self.same(self.called(project), 0, told))

    def test_a_program_that_never_answers(self):
        project = Project("checks_silent")
        program = project.folder / "program"
        project.settings = {"RECONCILE_PROGRAM": str(program)}
        self.write(program, "import signal\nsignal.pause()\n")
        self.same(self.called(project, "newest_run.PATIENCE = 0.1; "), 0, "W005", "gave no answer within 0.1 seconds")

    def test_a_database_that_django_complains_of_is_left_alone(self):
        project = Project("checks_nameless")
        project.database["NAME"] = ""
        self.same(self.called(project), 0, "[]")

    def test_a_database_that_the_program_does_not_look_at_is_left_alone(self):
        project = Project("checks_memory")
        project.others = {"memory": {"ENGINE": SQLITE, "NAME": ":memory:"}}
        self.assertEqual(self.checked(project, "--deploy", database="memory")[0], [])

    def test_a_file_of_sqlite_has_runs_too(self):
        project = Project("checks_sqlite").link_ledger()
        project.others = {"lite": {"ENGINE": SQLITE, "NAME": "db.sqlite3"}}
        project.manage("migrate", "--database", "lite")
        with sqlite3.connect(project.folder / "db.sqlite3") as lite:
            lite.execute("DROP TABLE store_ink")
        self.same(project.run("reconcile", "--using", "lite"), 1)
        ids, said = self.checked(project, database="lite")
        self.assertEqual(ids, ["W001"])
        self.assertIn("HINT: `python manage.py reconcile --using lite show 1` prints it.", said)
        self.same(project.run("reconcile", "--using", "lite", "show", "1"), 0)
        self.assertIn(f"in db.sqlite3 at {project.folder}/db.sqlite3, schema main", said)
