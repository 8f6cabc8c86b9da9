"""Databases that real Django migrated through a project that squashed, and used the numbers again.

usage: histories.py LEDGERS DATABASE=STEPS...

The generations of the project are GENERATIONS. STEPS, separated by blanks, are what was done to the database:
`g1` deploys a generation and migrates, `g0:0002_a` only so far, `at:g1` deploys and runs nothing, `prune` lets
`migrate` take the rows of what is gone, `renumber` gives the rows other ids. LEDGERS/gN gets what Django prints of
each migration of a generation. Standard output: JSON, by database, what `migrate` would run next.
"""

import importlib
import json
import os
import random
import sys
import tempfile
from pathlib import Path

HEAD = """from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [%s]
    replaces = [%s]
    operations = [%s]
"""
FIELD = "migrations.AddField('Pen', '%s', models.IntegerField(null=True)), "
MODEL = "migrations.CreateModel('%s', [('id', models.BigAutoField(primary_key=True)), %s]), "
KEY = "('%s', models.ForeignKey('shop.%s', models.CASCADE, null=True)), "


def fields(names):
    return "".join("('%s', models.IntegerField(null=True)), " % name for name in names)


FIRST, SECOND = "0001_squashed_0004_c", "0001_squashed_0004_f"
OPERATIONS = {
    "0001_initial": MODEL % ("Pen", "") + MODEL % ("Ink", ""),
    "0002_a": FIELD % "a",
    "0003_b": FIELD % "b",
    "0004_c": FIELD % "c" + "migrations.RemoveField('Pen', 'a')",
    FIRST: MODEL % ("Pen", fields("bc")) + MODEL % ("Ink", ""),
    "0002_d": FIELD % "d" + MODEL % ("Nib", ""),
    "0003_e": "migrations.DeleteModel('Ink')",
    "0004_f": FIELD % "f",
    SECOND: MODEL % ("Pen", fields("bcdf")) + MODEL % ("Nib", ""),
    "0002_g": FIELD % "g",
    "0003_h": FIELD % "h",
}
OLD = ["0001_initial", "0002_a", "0003_b", "0004_c"]
LATER = ["0002_d", "0003_e", "0004_f"]
# The migrations of each generation: chains, and what the squashes among them replace.
GENERATIONS = [
    ([OLD], {}),
    ([OLD, [FIRST, "0002_d"]], {FIRST: OLD}),
    ([[FIRST, "0002_d", "0003_e"]], {FIRST: OLD}),
    ([[FIRST, *LATER]], {}),
    ([[FIRST, *LATER], [SECOND, "0002_g"]], {SECOND: [FIRST, *LATER]}),
    ([[SECOND, "0002_g", "0003_h"]], {}),
]


def keys(names, app="shop"):
    return ", ".join("('%s', '%s')" % (app, name) for name in names)


def write(folder):
    """One package of migrations a generation, for each app."""
    for app in ("shop", "desk"):
        (folder / app).mkdir()
        (folder / app / "__init__.py").touch()
    for number, (chains, replaces) in enumerate(GENERATIONS):
        modules = {}
        for chain in chains:
            for before, name in zip([[]] + [[one] for one in chain], chain):
                modules[name] = HEAD % (keys(before), keys(replaces.get(name, [])), OPERATIONS[name])
        root, nib = chains[0][0], [name for name in (SECOND, "0002_d") if name in modules][-1:]
        desks = {"0001_initial": HEAD % (keys([root]), "", MODEL % ("Desk", KEY % ("pen", "Pen")))}
        if nib:
            own = keys(["0001_initial"], "desk")
            add = "migrations.AddField('Desk', 'nib', models.ForeignKey('shop.Nib', models.CASCADE, null=True))"
            desks["0002_nib"] = HEAD % (own + ", " + keys(nib), "", add)
        for app, modules in (("shop", modules), ("desk", desks)):
            package = folder / app / ("g%d" % number)
            package.mkdir()
            (package / "__init__.py").touch()
            for name, text in modules.items():
                (package / (name + ".py")).write_text(text)


def deploy(generation):
    from django.conf import settings

    settings.MIGRATION_MODULES = {app: "%s.%s" % (app, generation) for app in ("shop", "desk")}
    importlib.invalidate_caches()


def migrate(*args, **options):
    from django.core.management import call_command

    call_command("migrate", *args, interactive=False, verbosity=0, **options)


def renumber(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM django_migrations")
        old = [row[0] for row in cursor.fetchall()]
        new = random.Random(7).sample(range(1000, 2000), len(old))
        cursor.executemany("UPDATE django_migrations SET id = %s WHERE id = %s", list(zip(new, old)))


def step(connection, word):
    what, _, rest = word.partition(":")
    if what == "renumber":
        renumber(connection)
    elif what == "prune":
        migrate("shop", prune=True)
    elif what == "at":
        deploy(rest)
    else:
        deploy(what)
        migrate(*(["shop", rest] if rest else []))


def next_plan(connection):
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ["%s.%s" % (one.app_label, one.name) for one, _backwards in plan]


def print_ledger(folder, generation):
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    deploy(generation)
    loader = MigrationLoader(None, replace_migrations=False)
    loader.connection = connection
    for key in loader.disk_migrations:
        statements = loader.collect_sql([(loader.graph.nodes[key], False)])
        path = folder / generation / key[0] / (key[1] + ".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("BEGIN;\n%s\nCOMMIT;\n" % "\n".join(statements))


def main(ledgers, histories):
    import django
    from django.conf import settings
    from django.db.backends.postgresql.features import DatabaseFeatures

    DatabaseFeatures.minimum_database_version = (13,)
    folder = Path(tempfile.mkdtemp())
    write(folder)
    sys.path.insert(0, str(folder))
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["RECONCILE_TEST_DB_HOST"],
        "NAME": histories[0].partition("=")[0],
        "USER": "postgres",
    }
    settings.configure(
        SECRET_KEY="only for tests", USE_TZ=True, INSTALLED_APPS=["shop", "desk"], DATABASES={"default": database}
    )
    django.setup()
    from django.db import connection

    for number in range(len(GENERATIONS)):
        print_ledger(Path(ledgers), "g%d" % number)
    plans = {}
    for history in histories:
        name, _, steps = history.partition("=")
        connection.close()
        connection.settings_dict["NAME"] = name
        for word in steps.split():
            step(connection, word)
        plans[name] = next_plan(connection)
    json.dump(plans, sys.stdout)


main(sys.argv[1], sys.argv[2:])
