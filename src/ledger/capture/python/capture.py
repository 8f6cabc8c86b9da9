"""What `reconcile capture` runs inside a Django project: one process for all migrations.

It runs in `manage.py shell -c`, in a namespace that holds SETTINGS, a JSON text. What it finds out goes
to standard output, one line a record: a marker, then JSON in ASCII. Everything else that the project
prints from then on goes to standard error.
"""

import copy
import hashlib
import json
import os
import re
import sys
from datetime import date, time
from uuid import UUID

# What decides how a migration is printed, and is no secret.
PRINTED_SETTINGS = (
    "AUTH_USER_MODEL",
    "DATABASE_ROUTERS",
    "DEFAULT_AUTO_FIELD",
    "DEFAULT_INDEX_TABLESPACE",
    "DEFAULT_TABLESPACE",
    "MIGRATION_MODULES",
    "TIME_ZONE",
    "USE_TZ",
)

# Where an object lies in memory, as Python prints one that says nothing else of itself: `<a.B object at 0x7f...>`.
ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]{6,16}(?=>)")

# What leads to a database and is no secret.
LEADS = ("host", "hostaddr", "port", "user", "service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey")

# The one thing in `options` that decides where tables are found, where nothing else stands there.
ONLY_PATH = re.compile(r"^-c\s*search_path=[A-Za-z0-9_$,\"]+$")

# How a connection that only reads is told so, where its server can be told.
READ_ONLY = {
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


class Refused(Exception):
    """Why nothing can be captured: a word for the program, and what was said."""

    def __init__(self, reason, said=""):
        super().__init__(reason)
        self.reason = reason
        self.said = said


def plain(value):
    """A text that every reader of JSON takes: no lone surrogates."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def told(error):
    return plain("%s: %s" % (type(error).__name__, error))


class Channel:
    """Standard output as it was; the project's own prints are sent elsewhere."""

    def __init__(self, marker):
        self.marker = marker
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        self.file = os.dup(1)
        try:
            os.dup2(2, 1)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(self, kind, **fields):
        # What was printed before may have ended without a line feed.
        line = "\n%s%s\n" % (self.marker, json.dumps(dict(fields, kind=kind)))
        data = line.encode("ascii")
        while data:
            data = data[os.write(self.file, data) :]


def pairs(keys):
    return [[plain(part) for part in tuple(key)[:2]] for key in keys]


def operation(one):
    """A class name, or an object where one operation holds others."""
    name = plain(type(one).__name__)
    parts = {}
    for part in ("database_operations", "state_operations"):
        held = getattr(one, part, None)
        if isinstance(held, (list, tuple)):
            parts[part] = [operation(inner) for inner in held]
    return {name: parts} if parts else name


def origin(migration):
    """The file of a migration, from the working folder where it lies below, and its digest."""
    module = type(migration).__module__
    path = getattr(sys.modules.get(module), "__file__", None)
    try:
        with open(path, "rb") as file:
            digest = "sha256:" + hashlib.sha256(file.read()).hexdigest()
    except (OSError, TypeError):
        return plain(module), None
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(os.getcwd()))
    if inside.startswith(os.pardir) or "site-packages" in inside.split(os.sep):
        return plain(module), digest
    return plain(inside.replace(os.sep, "/")), digest


def described(key, migration):
    path, digest = origin(migration)
    return {
        "app": plain(key[0]),
        "name": plain(key[1]),
        "dependencies": pairs(migration.dependencies),
        "run_before": pairs(migration.run_before),
        "replaces": pairs(migration.replaces),
        "atomic": bool(migration.atomic),
        "initial": None if migration.initial is None else bool(migration.initial),
        "operations": [operation(one) for one in migration.operations],
        "path": path,
        "digest": digest,
    }


def printed(connection, migration, statements):
    """What the command `sqlmigrate` writes for these statements."""
    output = "\n".join(statements)
    if not output:
        return ""
    if migration.atomic and connection.features.can_rollback_ddl:
        ops = connection.ops
        output = "%s\n%s\n%s" % (ops.start_transaction_sql(), output, ops.end_transaction_sql())
    return output if output.endswith("\n") else output + "\n"


class Watch:
    """What a schema editor is told while it works on one migration."""

    def __init__(self):
        self.volatile = set()
        self.inside = 0
        self.collected = lambda sql: None
        # Whether the database was asked something.
        self.asked = False

    def ask(self, execute, sql, params, many, context):
        # SQLite's schema editor begins a transaction without foreign keys for each migration: that asks for nothing.
        if not str(sql).startswith(("BEGIN", "PRAGMA foreign_key")):
            self.asked = True
        return execute(sql, params, many, context)

    def default(self, editor, field, value, again):
        """Remembers a default that is another each time that it is asked for."""
        called = callable(field.default) or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        if not called or value is None:
            return
        if not isinstance(value, (date, time, UUID)) and repr(value) == repr(again):
            return
        spellings = {editor.quote_value(value)}
        compose = getattr(editor.connection.ops, "compose_sql", None)
        if compose is not None:
            spellings.add(compose("%s", [value]))
        self.volatile.update(plain(one) for one in spellings if len(str(one)) > 2)

    def take_volatile(self, text):
        """Those that the text holds, the longest first."""
        taken, self.volatile = self.volatile.union(ADDRESS.findall(text)), set()
        return [one for one in sorted(taken, key=lambda one: (-len(one), one)) if one in text]


def watch_editors(connection, watch):
    """Makes the connection's schema editors tell `watch` what they do."""

    class Watched(connection.SchemaEditorClass):
        def effective_default(self, field):
            value = super().effective_default(field)
            if callable(field.default):
                again = super().effective_default(field)
            else:
                again = value
            watch.default(self, field, value, again)
            return value

        def execute(self, sql, params=()):
            before = len(self.collected_sql) if self.collect_sql else 0
            watch.inside += 1
            try:
                return super().execute(sql, params)
            finally:
                watch.inside -= 1
                if self.collect_sql:
                    for text in self.collected_sql[before:]:
                        watch.collected(text)

    connection.SchemaEditorClass = Watched


def load(connection, **options):
    """The project's migrations; what a database has applied changes nothing of them."""
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(None, **options)
    except Exception as error:
        raise Refused("graph", told(error))
    loader.connection = connection
    return loader


def full_plan(loader):
    """Every migration in the order of `migrate` on an empty database."""
    seen = set()
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield key, loader.graph.nodes[key]


def replaced_by(loader, migration, seen, depth):
    """What a squash replaces and the project still has, in order, with what that replaces."""
    for key in map(tuple, migration.replaces):
        other = loader.disk_migrations.get(key)
        if other is not None and key not in seen:
            seen.add(key)
            yield from replaced_by(loader, other, seen, depth + 1)
            yield key, other, depth


def with_replaced(loader):
    """The full plan; what a squash replaces stands before it, one deeper."""
    planned = list(full_plan(loader))
    seen = {key for key, _migration in planned}
    for key, migration in planned:
        yield from replaced_by(loader, migration, seen, 1)
        yield key, migration, 0


def on_record(connection, loader):
    """The migrations whose effects the database has on record: their rows, and squashes that they make up."""
    from django.db.migrations.recorder import MigrationRecorder

    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Exception:
        # A role that may not read it, for example: then nobody knows.
        return set()
    squashes = {key: set(map(tuple, one.replaces)) for key, one in loader.disk_migrations.items() if one.replaces}
    while True:
        whole = {key for key, replaces in squashes.items() if replaces <= applied}
        parts = {part for key, replaces in squashes.items() if key in applied for part in replaces}
        if whole | parts <= applied:
            return applied
        applied |= whole | parts


def fields_in(operations):
    for one in operations:
        for field in [getattr(one, "field", None)] + [field for _name, field in getattr(one, "fields", None) or ()]:
            if hasattr(field, "contribute_to_class"):
                yield field
        for part in ("database_operations", "state_operations"):
            yield from fields_in(getattr(one, part, ()))


class Fields:
    """The fields in the operations of all migrations, of which there is one copy for all states.

    Django changes some of them in place: whoever renames a field renames it in the foreign keys to it.
    """

    def __init__(self, loader):
        migrations = loader.disk_migrations.values()
        held = [field for migration in migrations for field in fields_in(migration.operations)]
        self.held = held + [field.remote_field for field in held if getattr(field, "remote_field", None)]

    def save(self):
        return [dict(one.__dict__) for one in self.held]

    def restore(self, saved):
        for one, attributes in zip(self.held, saved):
            one.__dict__.clear()
            one.__dict__.update(attributes)


class Alone:
    """Prints each migration as the command `sqlmigrate` does: with the state that it finds itself."""

    needs_all = False

    def __init__(self, connection, watch):
        self.connection = connection
        self.loader = load(connection, replace_migrations=False)
        self.fields = Fields(self.loader)
        self.fresh = self.fields.save()

    def print(self, key, migration, depth):
        self.fields.restore(self.fresh)
        statements = self.loader.collect_sql([(self.loader.graph.nodes[key], False)])
        return printed(self.connection, migration, statements)


def forbid_writing(connection, but=None):
    """Makes every session of this process read only, those that are opened later too, but of one database."""
    from django.db import connections
    from django.db.backends.signals import connection_created

    def forbid(sender, connection, **_):
        command = READ_ONLY.get(connection.vendor)
        # Connections that Django makes to create a database have an alias of their own.
        if command is not None and connection.alias != but and connection.alias in connections:
            with connection.cursor() as cursor:
                cursor.execute(command)

    connection_created.connect(forbid, weak=False)
    for alias in connections:
        if connections[alias].connection is not None:
            forbid(None, connections[alias])


def setting(value):
    """A setting as JSON has it; of what is no plain value, the name of its class."""
    if value is None or isinstance(value, (bool, int, str)):
        return plain(value) if isinstance(value, str) else value
    if isinstance(value, (list, tuple)):
        return [setting(one) for one in value]
    if isinstance(value, dict):
        return {plain(key): setting(one) for key, one in sorted(value.items())}
    return plain(type(value).__module__ + "." + type(value).__name__)


def server_version(connection):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return plain(cursor.fetchone()[0]).split()[0]
    version = getattr(connection, "get_database_version", None)
    return ".".join(map(str, version())) if version else None


def driver(connection):
    module = getattr(connection, "Database", None)
    version = str(getattr(module, "__version__", "")).split()
    return plain(" ".join([getattr(module, "__name__", "unknown")] + version[:1]))


def address(connection):
    """Where the database of the settings is, without its password; none where Django cannot say."""
    from urllib.parse import quote

    from django.apps import apps

    try:
        given = dict(connection.get_connection_params())
    except Exception:
        return None
    is_installed = apps.is_installed("reconcile_django")
    if connection.vendor == "sqlite":
        name = str(given.get("database"))
        if name == ":memory:" or name.startswith("file:"):
            return None
        return {"url": "sqlite:" + plain(os.path.abspath(name)), "has_password": False, "is_installed": is_installed}
    if connection.vendor != "postgresql":
        return None
    rest = {name: plain(given[name]) for name in LEADS if given.get(name)}
    if ONLY_PATH.match(str(given.get("options") or "")):
        rest["options"] = given["options"]
    host = quote(rest.pop("host", ""), safe="")
    port = ":" + rest.pop("port") if host and rest.get("port", "").isdigit() else ""
    user = quote(rest.pop("user", ""), safe="")
    # psycopg 2 calls it by its own word, which Django used before 4.2.
    name = quote(plain(given.get("dbname") or given.get("database") or ""), safe="")
    query = "&".join("%s=%s" % (key, quote(value, safe="")) for key, value in sorted(rest.items()))
    return {
        "url": "postgres://%s%s%s/%s" % (user and user + "@", host, port, name) + (query and "?" + query),
        "has_password": bool(given.get("password")),
        "is_installed": is_installed,
    }


def work(loader, wanted):
    """How long each wanted migration will take, in no unit, with those before it that are not wanted.

    Django makes the models anew that are related to what an operation changes: the more there are, the longer it takes.
    """
    from django.db.migrations.operations import CreateModel

    models, units, all_units = 0, 0, []
    for key, migration, _depth in with_replaced(loader):
        for one in migration.operations:
            models += isinstance(one, CreateModel)
            units += 1 + models
        if not wanted or key[0] in wanted:
            all_units.append(units)
            units = 0
    return all_units


def project(connection, wanted, loader):
    import django
    from django.conf import settings

    return {
        "django": plain(django.get_version()),
        "driver": driver(connection),
        "vendor": plain(connection.vendor),
        "server_version": server_version(connection),
        "alias": plain(connection.alias),
        "apps": sorted(plain(label) for label in loader.migrated_apps),
        "settings": {name: setting(getattr(settings, name, None)) for name in PRINTED_SETTINGS},
        "work": work(loader, wanted),
    }


def connect(alias):
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connections

    if alias not in connections:
        raise Refused("alias", ", ".join(sorted(map(plain, connections))))
    try:
        connection = connections[alias]
    except Exception as error:
        raise Refused("unconfigured", told(error))
    if connection.vendor == "unknown":
        raise Refused("unconfigured", "the settings name no ENGINE for the database")
    try:
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        raise Refused("unconfigured", told(error))
    except Exception as error:
        raise Refused("connection", told(error))
    return connection


def check_release():
    import django

    if django.VERSION[:2] < (3, 2):
        raise Refused("release", django.get_version())


def check_apps(wanted, loader):
    unknown = sorted(wanted - set(loader.migrated_apps))
    if unknown:
        raise Refused("app", ", ".join(map(plain, unknown)))


def print_all(channel, loader, printer, source, wanted, watch):
    """Sends a record of each wanted migration; one that fails does not end the others."""
    before = on_record(printer.connection, loader)
    printer.connection.execute_wrappers.append(watch.ask)
    for key, migration, depth in with_replaced(loader):
        is_wanted = not wanted or key[0] in wanted
        if not is_wanted and not printer.needs_all:
            continue
        record = dict(described(key, migration), source=source, sql=None, error=None)
        watch.asked = False
        try:
            record["sql"] = plain(printer.print(key, migration, depth))
        except Exception as error:
            record["error"] = told(error)
        record["captured_after"] = watch.asked and key in before
        record["volatile"] = watch.take_volatile(record["sql"] or "")
        if is_wanted:
            channel.send("migration", **record)


def capture_printed(channel, settings):
    wanted = set(settings["apps"])
    connection = connect(settings["alias"])
    forbid_writing(connection)
    loader = load(connection)
    check_apps(wanted, loader)
    channel.send("project", address=address(connection), **project(connection, wanted, loader))
    watch = Watch()
    watch_editors(connection, watch)
    printer = PRINTERS[settings["source"]](connection, watch)
    print_all(channel, loader, printer, settings["source"], wanted, watch)


def main(settings):
    channel = Channel(settings["marker"])
    try:
        check_release()
        if settings["source"] in PRINTERS:
            capture_printed(channel, settings)
        else:
            capture_executed(channel, settings)
    except Refused as refused:
        channel.send("refused", reason=refused.reason, said=refused.said)
        return
    except Exception as error:
        channel.send("refused", reason="failed", said=told(error))
        raise
    channel.send("end")
