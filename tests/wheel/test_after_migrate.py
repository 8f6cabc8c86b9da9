"""The look right after `migrate`, by each release of Django that is supported."""

import itertools
import os
import subprocess

from place import RELEASES, ROOT, TESTS, VENV, Case, Project, cluster, site_packages

NUMBERS = itertools.count()


def project(after=True, release="5.2", **settings):
    made = Project(f"after_{next(NUMBERS)}", release, RECONCILE_AFTER_MIGRATE=after, **settings)
    return made.link_ledger()


class AfterMigrate(Case):
    def test_a_faked_migration_is_told_right_after_it_was_faked(self):
        for release in RELEASES:
            with self.subTest(release):
                shop = project(release=release)
                said = self.same(shop.run("migrate", "store", "0002"), 0, "AGREES with django_migrations")
                self.assertEqual(said.count("reconcile: "), 1, said)
                said = self.same(
                    shop.run("migrate", "--fake", "store", "0003"),
                    0,
                    "store.0003_ink... FAKED",
                    "reconcile: ",
                    "DOES NOT AGREE with django_migrations",
                    "store.0003_ink: faked",
                )
                self.assertEqual(said.count("reconcile: "), 1, said)

    def test_a_migration_that_ran_elsewhere_is_told(self):
        shop = project()
        shop.manage("migrate", "store", "0001")
        cluster().run_psql(shop.database["NAME"], "CREATE SCHEMA test_schema")
        shop.database["OPTIONS"] = {"options": "-c search_path=test_schema,public"}
        self.same(shop.run("migrate", "store", "0002"), 0, "store.0002_pen: misrouted", "test_schema")

    def test_raise_ends_migrate_with_an_error_and_keeps_what_was_recorded(self):
        shop = project("raise")
        self.same(shop.run("migrate", "store", "0002"), 0, "AGREES with")
        self.same(shop.run("migrate", "--fake", "store", "0003"), 1, "store.0003_ink: faked", "CommandError")
        self.same(shop.run("showmigrations", "store"), 0, "[X] 0003_ink")

    def test_it_is_off_where_nobody_asked(self):
        shop = Project("after_off").link_ledger()
        self.assertNotIn("reconcile", shop.manage("migrate").stdout)

    def test_where_nothing_was_migrated_nothing_is_looked_at(self):
        shop = project()
        self.same(shop.run("migrate"), 0, "reconcile: ")
        for command in (["migrate"], ["flush", "--no-input"]):
            said = self.same(shop.run(*command), 0)
            self.assertNotIn("reconcile", said)

    def test_silence_is_kept_where_all_is_well_alone(self):
        shop = project()
        self.assertEqual(self.same(shop.run("migrate", "-v0", "store", "0002"), 0), "")
        self.same(shop.run("migrate", "-v0", "--fake", "store", "0003"), 0, "store.0003_ink: faked")

    def test_a_migration_that_is_taken_back_is_looked_at_too(self):
        shop = project()
        shop.manage("migrate", "store", "0003")
        self.same(shop.run("migrate", "store", "0002"), 0, "store.0003_ink: not applied")
        self.same(shop.run("migrate", "--fake", "store", "0001"), 0, "DOES NOT AGREE", "store.0002_pen: unrecorded")
        self.same(shop.run("migrate", "store", "zero"), 0, "reconcile: ")


class TestDatabases(Case):
    """What a test runner makes and migrates is looked at, and is none of the project's history."""

    TEST = "from django.test import TestCase\n\nclass Nothing(TestCase):\n    def test_nothing(self):\n        pass\n"

    def test_nothing_is_kept_of_the_database_of_a_test_runner(self):
        for setting in (True, "raise"):
            shop = project(setting)
            (shop.folder / "test_nothing.py").write_text(self.TEST)
            (shop.folder / "reconcile.toml").write_text('fail_on = "new"\n')
            name = shop.database["NAME"]
            self.same(shop.run("test", "-v2", str(shop.folder)), 0, f"reconcile: test_{name}: AGREES with", "Ran 1 test")
            self.assertFalse((shop.folder / ".reconcile").exists())
            # The one that it is made beside is kept, as ever.
            self.same(shop.run("migrate"), 0, f"reconcile: {name}: AGREES with")
            self.assertTrue((shop.folder / ".reconcile").exists())

    def test_the_database_of_the_settings_is_none_of_tests_whatever_its_name(self):
        shop = Project("test_staging", RECONCILE_AFTER_MIGRATE=True).link_ledger()
        self.same(shop.run("migrate"), 0, "reconcile: test_staging: AGREES with")
        self.assertTrue((shop.folder / ".reconcile").exists())


class Tenants(Case):
    """django-tenants migrates one schema after the other."""

    APPS = """[apps]
shared = ["django_tenants", "customers", "contenttypes", "auth", "sessions"]
tenant = ["contenttypes", "shop"]
"""

    def run_tenants(self, project, *arguments):
        paths = [ROOT / "target/test-env/tenants", site_packages(ROOT / "target/test-env/venv")]
        more = {"DJANGO_SETTINGS_MODULE": "of_tenants", "PYTHONPATH": os.pathsep.join(map(str, paths))}
        return project.run(*arguments, **more)

    def test_the_schema_that_was_migrated_is_looked_at(self):
        project = Project("tenants_ledger")
        build = [VENV / "bin/python", TESTS / "tenants/build.py", project.folder / "ledgers", "1"]
        paths = [ROOT / "target/test-env/tenants", site_packages(ROOT / "target/test-env/venv")]
        place = {"RECONCILE_TEST_DB_HOST": project.database["HOST"], "RECONCILE_TEST_DB_NAME": "tenants_ledger"}
        more = {"PYTHONPATH": os.pathsep.join(map(str, paths)), **place}
        subprocess.run(build, env=project.environment(**more), check=True, capture_output=True)
        (project.folder / "reconcile.toml").write_text(self.APPS)
        one = ("migrate_schemas", "--schema", "tenant_01")
        self.same(self.run_tenants(project, *one, "shop", "0002"), 0, "shop.0003_receipt... OK", "schema tenant_01")
        said = self.same(self.run_tenants(project, *one, "--fake", "shop", "0003"), 0, "schema tenant_01")
        self.assertIn("shop.0003_receipt: faked", said)
        self.assertNotIn("schema public", said)


class NotLooked(Case):
    """What stands in the way is said, and `migrate` goes on unless it is told otherwise."""

    def told(self, shop, *parts):
        said = self.same(shop.run("migrate"), 0, "store.0006_note... OK", *parts)
        self.assertNotIn("AGREES", said)

    def test_without_the_program(self):
        self.told(project(RECONCILE_PROGRAM="/nowhere"), "reconcile: NOT LOOKED AT: ", "looked for /nowhere")
        self.same(project("raise", RECONCILE_PROGRAM="/nowhere").run("migrate"), 1, "NOT LOOKED AT")

    def test_without_a_ledger(self):
        shop = project()
        (shop.folder / "ledgers").unlink()
        self.told(shop, "reconcile: ", "ledgers")

    def test_a_database_in_memory(self):
        shop = project()
        shop.database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        self.same(shop.run("migrate", "contenttypes"), 0, "NOT LOOKED AT: database 'default' is in memory")

        shop.settings["RECONCILE_AFTER_MIGRATE"] = "raise"
        self.same(shop.run("migrate", "store"), 0, "NOT LOOKED AT")

    def test_a_setting_that_is_none_is_said_by_check(self):
        self.same(project("always").run("check"), 1, "reconcile_django.E001")
