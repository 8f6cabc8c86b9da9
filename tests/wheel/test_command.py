"""`manage.py reconcile`: what the program is given, and what comes back."""

import json
import shutil

from place import RELEASES, VENV, Case, Project, cluster, ledger, new_folder

# Stands in for the program: says what it was given.
ECHO = """#!{python}
import json, os, sys
given = {{name: value for name, value in os.environ.items() if name.startswith(("PG", "DATABASE_URL"))}}
print(json.dumps([sys.argv[1:], given]))
sys.exit(int(os.environ.get("STATUS", 0)))
"""


class Command(Case):
    @classmethod
    def setUpClass(cls):
        cls.project = Project("command").link_ledger()
        cls.project.manage("migrate")

    def test_it_is_the_program_on_the_database_of_the_settings(self):
        self.same(self.project.run("reconcile"), 0, "command: AGREES with django_migrations")
        self.same(self.project.run("reconcile", "--app", "store", "-q"), 0)
        self.same(self.project.run("reconcile", "runs", "-n", "1"), 0)

    def test_its_exit_status_and_help_are_those_of_the_program(self):
        self.same(self.project.run("reconcile", "--nonsense"), 2, "unexpected argument '--nonsense'")
        self.same(self.project.run("reconcile", "--help"), 0, "--fail-on <S>", "Exit status:")
        self.same(self.project.run("help", "reconcile"), 0, "--using ALIAS")

    def test_a_finding_is_exit_status_1(self):
        project = Project("command_1").link_ledger()
        project.manage("migrate", "store", "0002")
        project.manage("migrate", "--fake", "store", "0003")
        self.same(project.run("reconcile", "--app", "store"), 1, "store.0003_ink: faked")

    def test_a_migration_of_the_project_that_is_not_stored_is_named(self):
        project = Project("command_2").link_ledger()
        project.manage("migrate")
        self.assertNotIn("not in the ledger", project.run("reconcile").stderr)
        done = project.run("reconcile", "--ledger", str(self.part()), "-q")
        self.assertIn("of the project not in the ledger", done.stderr)
        self.assertIn("store.0006_note", done.stderr)

    def part(self):
        """A ledger without the last migration of the shop."""
        folder = new_folder() / "ledger"
        shutil.copytree(ledger(), folder)
        (folder / "store/0006_note.sql").unlink()
        return folder

    def test_an_option_beats_the_settings(self):
        self.same(self.project.run("reconcile", "--database-url", "snapshot:nowhere"), 2, "nowhere")

    def test_an_alias_that_cannot_be_looked_at_is_said(self):
        sqlite = "django.db.backends.sqlite3"
        self.project.others = {
            "none": {"ENGINE": "django.db.backends.dummy"},
            "memory": {"ENGINE": sqlite, "NAME": "file:x?mode=memory&cache=shared"},
            "uri": {"ENGINE": sqlite, "NAME": "file:x"},
            "lite": {"ENGINE": sqlite, "NAME": "nowhere"},
        }
        self.addCleanup(self.project.others.clear)
        self.same(self.project.run("reconcile", "--using", "none"), 2, "'none' is neither PostgreSQL nor SQLite (unknown)")
        self.same(self.project.run("reconcile", "--using", "memory"), 2, "'memory' is in memory")
        self.same(self.project.run("reconcile", "--using", "uri"), 2, "'uri' is named by a URI (file:x)")
        self.same(self.project.run("reconcile", "--using", "lite"), 2, "nowhere does not exist")
        self.same(self.project.run("reconcile", "--using=other"), 2, "other")
        self.same(self.project.run("reconcile", "--using"), 2, "--using needs a value")

    def test_a_program_that_is_not_there_is_said(self):
        self.project.settings = {"RECONCILE_PROGRAM": "/nowhere/reconcile"}
        self.addCleanup(self.project.settings.clear)
        self.same(self.project.run("reconcile"), 2, "looked for /nowhere/reconcile")


class Given(Case):
    """What reaches the program, by a script in its place."""

    @classmethod
    def setUpClass(cls):
        cls.project = Project("given")
        echo = cls.project.folder / "echo"
        echo.write_text(ECHO.format(python=VENV / "bin/python"))
        echo.chmod(0o755)
        cls.project.settings = {"RECONCILE_PROGRAM": str(echo)}

    def given(self, *arguments, **database):
        self.project.others = {"wanted": {**self.project.database, **database}}
        done = self.project.run("reconcile", "--using", "wanted", *arguments)
        self.same(done, 0)
        return json.loads(done.stdout)

    def test_arguments_pass_unchanged_and_what_follows_two_dashes_too(self):
        typed = ["--app", "a b", "-q", "--format=json", "--", "python", "manage.py", "--settings", "x", "--using", "y"]
        arguments, _ = self.given("--settings", "settings", *typed)
        self.assertEqual(arguments, typed)

    def test_a_password_is_in_the_environment_alone(self):
        done = self.project.run("reconcile", "--using", "other")
        self.assertNotIn("s3cret", done.stdout + done.stderr)
        arguments, given = self.given(PASSWORD="s3cret:/@ %é", HOST="db.internal", PORT="6543")
        self.assertEqual(arguments, [])
        self.assertEqual(given["DATABASE_URL"], "postgres://postgres:s3cret%3A%2F%40%20%25%C3%A9@db.internal:6543/given")

    def test_the_file_of_sqlite_is_named_from_everywhere(self):
        engine = "django.db.backends.sqlite3"
        relative = self.given(ENGINE=engine, NAME="db a?.sqlite3", OPTIONS={})[1]["DATABASE_URL"]
        self.assertEqual(relative, f"sqlite:{self.project.folder.resolve()}/db a?.sqlite3")
        absolute = self.given(ENGINE=engine, NAME="/srv/db.sqlite3", OPTIONS={})[1]["DATABASE_URL"]
        self.assertEqual(absolute, "sqlite:/srv/db.sqlite3")

    def test_options_of_libpq_pass_and_those_of_psycopg_do_not(self):
        options = {
            "sslmode": "require",
            "connect_timeout": 3,
            "options": "-c search_path=shop",
            "isolation_level": 4,
            "server_side_binding": True,
            "assume_role": "the owner",
        }
        _, given = self.given(OPTIONS=options, HOST="", USER="")
        self.assertEqual(
            given["DATABASE_URL"],
            "postgres:///given?connect_timeout=3&options=-c%20search_path%3Dshop%20-c%20role%3Dthe%5C%20owner&sslmode=require",
        )

    def test_sockets_several_hosts_and_services_have_their_places(self):
        socket = str(cluster().socket).replace("/", "%2F")
        self.assertEqual(self.given()[1]["DATABASE_URL"], f"postgres://postgres@{socket}/given")
        several = self.given(HOST="a,b", PORT="1,2", USER="")[1]["DATABASE_URL"]
        self.assertEqual(several, "postgres://a%2Cb/given?port=1%2C2")
        service = self.given(HOST="", USER="", NAME="", OPTIONS={"service": "shop"})[1]["DATABASE_URL"]
        self.assertEqual(service, "postgres:///?service=shop")

    def test_the_exit_status_passes(self):
        self.assertEqual(self.project.run("reconcile", STATUS="1").returncode, 1)


class Connections(Case):
    """The settings that people have, on the real server."""

    def test_every_release_of_django_leads_to_the_database_of_its_settings(self):
        for release in RELEASES:
            with self.subTest(release):
                project = Project(f"release_{release.replace('.', '_')}", release).link_ledger()
                project.manage("migrate")
                self.agrees(project)

    def agrees(self, project, **more):
        self.same(project.run("reconcile", "--app", "store", **more), 0, "AGREES with django_migrations")

    def test_a_password(self):
        project = Project("with_password").link_ledger()
        cluster().run_psql("postgres", "CREATE ROLE keyed LOGIN SUPERUSER PASSWORD 'right-horse'")
        project.database.update(USER="keyed", PASSWORD="right-horse")
        project.manage("migrate")
        self.agrees(project)
        project.database["PASSWORD"] = "wrong-horse"
        said = self.same(project.run("reconcile"), 2, "password authentication failed")
        self.assertNotIn("wrong-horse", said)

    def test_several_hosts(self):
        project = Project("with_hosts").link_ledger()
        project.manage("migrate")
        project.database.update(HOST=f"/nowhere,{project.database['HOST']}", PORT="5432,5432")
        self.agrees(project)

    def test_a_search_path_in_options(self):
        project = Project("with_path").link_ledger()
        cluster().run_psql("with_path", "CREATE SCHEMA shop")
        project.database["OPTIONS"] = {"options": "-c search_path=shop"}
        project.manage("migrate")
        said = self.same(project.run("reconcile"), 0)
        self.assertIn("schema shop", said)

    def test_a_service(self):
        project = Project("with_service").link_ledger()
        service = project.folder / "services"
        service.write_text(f"[shop]\nhost={cluster().socket}\ndbname=with_service\nuser=postgres\n")
        project.database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "",
            "OPTIONS": {"service": "shop"},
        }
        project.manage("migrate", PGSERVICEFILE=str(service))
        self.agrees(project, PGSERVICEFILE=str(service))

    def test_a_role_that_django_assumes(self):
        project = Project("with_role").link_ledger()
        cluster().run_psql(
            "with_role",
            "CREATE ROLE \"the owner\"; GRANT CREATE ON DATABASE with_role TO \"the owner\";"
            "CREATE SCHEMA \"the owner\" AUTHORIZATION \"the owner\"",
        )
        project.database["OPTIONS"] = {"assume_role": "the owner"}
        project.manage("migrate")
        self.same(project.run("reconcile"), 0, "schema the owner")
