"""`pytest --reconcile`, on the test databases that pytest-django, pytest-xdist and Django make."""

import os
import shutil

from place import PYTEST, TESTS, Case, Project, cluster

DAMAGE = "DROP TABLE store_ink"
BROKEN = """
def broken(arguments, given, **options):
    raise RuntimeError(given["DATABASE_URL"])

def pytest_collection_finish(session):
    from reconcile_django import databases_of_tests
    databases_of_tests.ask = broken
"""
WORDLESS = """
def pytest_sessionfinish(session):
    if getattr(session.config, "workerinput", {}).get("workerid") == "gw1":
        del session.config.workeroutput["reconcile"]
"""
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


class Pytest(Case):
    @classmethod
    def setUpClass(cls):
        cls.project = Project("pytest").link_ledger()
        for test in (TESTS / "wheel/pytest_project").iterdir():
            shutil.copy(test, cls.project.folder)

    def setUp(self):
        self.project.settings, self.project.others = {}, {}

    def pytest(self, *arguments, damage=None, **more):
        more = {"DJANGO_SETTINGS_MODULE": "settings", **more}
        path = [str(PYTEST), self.project.environment()["PYTHONPATH"]]
        if damage:
            more["TEST_DAMAGE"] = damage
        options = ["-p", "no:cacheprovider", "--no-header", "-rN"]
        return self.project.python("-m", "pytest", *options, *arguments, PYTHONPATH=os.pathsep.join(path), **more)

    def databases(self):
        listed = cluster().run_psql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_pytest%'", "-At")
        return listed.stdout.split()

    def test_it_agrees_and_nothing_is_kept_of_it(self):
        said = self.same(self.pytest("--reconcile"), 0, "= reconcile =", "test_pytest: AGREES with django_migrations")
        self.assertIn("3 passed", said)
        self.assertFalse((self.project.folder / ".reconcile").exists())
        self.assertEqual(self.databases(), [])

    def test_a_finding_fails_the_session_unless_it_is_only_told(self):
        found = ("3 passed", "test_pytest: DOES NOT AGREE with django_migrations", "missing table store_ink")
        self.same(self.pytest("--reconcile", damage=DAMAGE), 1, *found)
        self.same(self.pytest("--reconcile=report", damage=DAMAGE), 0, *found)

    def test_a_session_that_failed_keeps_its_status(self):
        said = self.same(self.pytest("--reconcile=report", "-x", damage="SELECT nothing"), 1, "1 failed")
        self.assertIn("test_pytest: AGREES with django_migrations", said)
        # One that was interrupted has another than one that failed.
        self.same(self.pytest("--reconcile", damage=DAMAGE, TEST_INTERRUPT="1"), 2, "test_pytest: DOES NOT AGREE")

    def test_where_nothing_is_run_nothing_is_looked_at(self):
        said = self.same(self.pytest("--reconcile", "--collect-only"), 0, "3 tests collected")
        self.assertNotIn("= reconcile =", said)

    def test_without_it_nothing_is_imported_or_said(self):
        said = self.same(self.pytest("-s", "-p", "no:django", "test_nothing.py"), 0, "no django")
        self.assertNotIn("reconcile", said)

    def test_where_no_database_was_made_nothing_is_green(self):
        nothing = "NOT LOOKED AT: no test used a test database of Django"
        self.same(self.pytest("--reconcile=fail", "test_nothing.py"), 1, nothing)
        said = self.same(self.pytest("-s", "-p", "no:django", "--reconcile=report", "test_nothing.py"), 0, nothing)
        self.assertIn("no django", said)

    def test_without_migrations_it_is_not_green(self):
        off = "the migrations of contenttypes, store are switched off (--no-migrations or MIGRATION_MODULES)"
        said = self.same(self.pytest("--reconcile", "--no-migrations", "-k", "damage"), 1, "1 passed", off)
        self.assertNotIn("AGREES", said)
        default = self.project.database
        self.addCleanup(setattr, self.project, "database", default)
        self.project.database = {**default, "TEST": {"MIGRATE": False}}
        self.same(self.pytest("--reconcile", "-k", "damage"), 1, "NOT LOOKED AT: TEST['MIGRATE'] is False")
        self.project.database = default
        self.project.settings = {"MIGRATION_MODULES": {"contenttypes": None}}
        self.same(self.pytest("--reconcile"), 1, "3 passed", "NOT LOOKED AT: the migrations of contenttypes are")
        of_store = "reconcile_arguments=--app store"
        said = self.same(self.pytest("--reconcile", "-o", of_store), 0, "AGREES with django_migrations")
        self.assertNotIn("NOT LOOKED AT", said)

    def test_the_database_of_each_worker_is_looked_at(self):
        workers = ("--reconcile", "-n", "2", "--dist", "each")
        self.same(self.pytest(*workers), 0, "6 passed", "test_pytest_gw0: AGREES with", "test_pytest_gw1: AGREES with")
        said = self.same(self.pytest(*workers, damage=DAMAGE), 1, "test_pytest_gw0: DOES NOT", "test_pytest_gw1: DOES NOT")
        self.assertEqual(said.count("error: missing table store_ink"), 1, said)
        self.assertEqual(self.databases(), [])

    def test_what_a_worker_alone_has_found_is_told_at_length(self):
        damages = {"TEST_DAMAGE_gw0": DAMAGE, "TEST_DAMAGE_gw1": "DROP TABLE store_note"}
        found = [f"error: missing table {name}" for name in ("store_ink", "store_note")]
        self.same(self.pytest("--reconcile", "-n", "2", "--dist", "each", **damages), 1, *found)

    def test_a_worker_that_dies_is_not_green(self):
        kill = "import os\ndef test_death(db):\n    os._exit(3)\n"
        (self.project.folder / "death.py").write_text(kill)
        said = self.same(self.pytest("--reconcile", "-n", "1", "--max-worker-restart", "0", "death.py"), 1)
        self.assertIn("NOT LOOKED AT: the database of gw0, which ended without a word", said)
        for name in self.databases():
            cluster().run_psql("postgres", f'DROP DATABASE "{name}"')

    def test_one_worker_without_a_word_is_not_green(self):
        (self.project.folder / "conftest.py").write_text(WORDLESS)
        self.addCleanup((self.project.folder / "conftest.py").unlink)
        said = self.same(self.pytest("--reconcile", "-n", "2", "--dist", "each"), 1, "6 passed", "test_pytest_gw0: AGREES")
        self.assertIn("NOT LOOKED AT: the database of gw1, which ended without a word", said)

    def test_a_database_that_is_kept_is_looked_at_each_time(self):
        for _ in range(2):
            self.same(self.pytest("--reconcile", "--reuse-db"), 0, "test_pytest: AGREES with")
        cluster().run_psql("postgres", "DROP DATABASE test_pytest")

    def test_without_pytest_django(self):
        plain = ("--reconcile", "-p", "no:django", "-p", "plain")
        self.same(self.pytest(*plain), 0, "test_pytest: AGREES with django_migrations")
        late = "NOT LOOKED AT: Django was set up after the first fixture"
        self.same(self.pytest(*plain, TEST_LATE="settings"), 1, "3 passed", late)
        self.assertEqual(self.databases(), [])

    def test_a_database_in_memory_is_copied(self):
        self.addCleanup(setattr, self.project, "database", self.project.database)
        self.project.database = SQLITE
        self.same(self.pytest("--reconcile"), 0, "test_default.sqlite3: AGREES")
        self.same(self.pytest("--reconcile", damage=DAMAGE), 1, "missing table store_ink")

    def test_another_database_than_those_of_tests_is_never_looked_at(self):
        self.project.others = {"real": dict(self.project.database), "none": {"ENGINE": "django.db.backends.dummy"}}
        said = self.same(self.pytest("--reconcile"), 0, "test_pytest: AGREES")
        self.assertNotIn(" pytest: ", said)

    def test_a_real_database_that_is_called_as_those_of_tests_is_never_looked_at(self):
        self.addCleanup(setattr, self.project, "database", self.project.database)
        real = Project("test_real", INSTALLED_APPS=["store", "django.contrib.contenttypes"])
        real.manage("migrate")
        self.project.database = real.database
        self.project.others = {"unused": {**real.database, "NAME": "test_nothere"}}
        plain = ("-p", "no:django", "-p", "plain")
        for options in ((), ("-n", "2", "--dist", "each"), plain):
            said = self.same(self.pytest("--reconcile", *options), 0, "test_test_real", "AGREES")
            self.assertNotRegex(said, r"(?m)^(test_real|test_nothere)\b")
            self.same(self.pytest("--reconcile", *options, damage=DAMAGE), 1, "test_test_real", "DOES NOT AGREE")
        nothing = "NOT LOOKED AT: no test used a test database of Django"
        self.same(self.pytest("--reconcile=fail", "test_nothing.py"), 1, nothing)
        self.same(self.pytest("--reconcile", *plain, TEST_LATE="settings"), 1, "NOT LOOKED AT: Django was")

    def test_a_second_database_that_was_not_measured_is_not_green(self):
        path = self.project.folder / "test_second.sqlite3"
        second = {"ENGINE": "django.db.backends.sqlite3", "NAME": "second.sqlite3", "TEST": {"NAME": str(path)}}
        self.project.others = {"second": second}
        as_both = ("--reconcile", "-o", "reconcile_arguments=--compare-as auto")
        said = self.same(self.pytest(*as_both, TEST_SECOND="SELECT 1"), 0, "test_pytest: AGREES", "test_second.sqlite3: AGREES")
        self.assertNotIn("NOT LOOKED AT", said)
        self.same(self.pytest(*as_both, TEST_SECOND=DAMAGE), 1, "test_second.sqlite3: DOES NOT AGREE")
        second["TEST"]["NAME"] = f"file:{path}?cache=shared"
        self.same(self.pytest(*as_both, TEST_SECOND="SELECT 1"), 1, "NOT LOOKED AT: database 'second' is named by a URI")
        path.unlink(missing_ok=True)
        self.project.others = {"second": {**second, "TEST": {"MIRROR": "default"}}}
        said = self.same(self.pytest("--reconcile", TEST_SECOND="SELECT 1"), 0)
        self.assertEqual(said.count("AGREES with django_migrations"), 1, said)

    def test_arguments_that_measure_nothing_are_not_green(self):
        for argument in ("--version", "-V", "show 1"):
            self.same(self.pytest("--reconcile", "-o", f"reconcile_arguments={argument}"), 1, "3 passed", "error: unexpected")
        for argument in ("--help", "-qh"):
            said = self.same(self.pytest("--reconcile", "-o", f"reconcile_arguments={argument}"), 1, "3 passed")
            self.assertIn("NOT LOOKED AT: reconcile_arguments ask for help", said)

    def test_a_password_is_never_printed(self):
        cluster().run_psql("postgres", "CREATE ROLE keyed LOGIN SUPERUSER PASSWORD 'right-horse'")
        self.addCleanup(setattr, self.project, "database", self.project.database)
        self.project.database = {**self.project.database, "USER": "keyed", "PASSWORD": "right-horse"}
        said = self.same(self.pytest("--reconcile", "-vv", "--showlocals", damage=DAMAGE), 1, "missing table store_ink")
        self.assertNotIn("right-horse", said)
        # What nobody thought of, in the middle of it.
        (self.project.folder / "conftest.py").write_text(BROKEN)
        self.addCleanup((self.project.folder / "conftest.py").unlink)
        said = self.same(self.pytest("--reconcile", "-vv", "--showlocals"), 1, "NOT LOOKED AT: RuntimeError")
        self.assertNotIn("right-horse", said)

    def test_what_stands_in_the_way_is_said(self):
        self.project.settings = {"RECONCILE_PROGRAM": "/nowhere"}
        self.same(self.pytest("--reconcile"), 1, "3 passed", "NOT LOOKED AT: the program is not there")
        done = self.pytest("--reconcile", "test_nothing.py")
        self.same(done, 4, "'test_nothing.py' is neither fail nor report: write --reconcile=fail before other words")
