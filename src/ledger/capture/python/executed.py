# Statements that change data, or nothing, where they begin.
CHANGES_DATA = {"insert", "update", "delete", "copy", "merge", "truncate"}
LEAVES_NOTHING = CHANGES_DATA | {
    "select", "with", "values", "table", "show", "explain", "analyze", "lock", "declare", "fetch", "close",
    "savepoint", "release", "rollback", "begin", "commit", "start",
}

# Of connection settings, those that are about another server than the scratch database's.
OF_THE_SERVER = (
    "assume_role", "host", "hostaddr", "passfile", "password", "pool", "port", "service", "sslcert", "sslkey",
    "sslmode", "sslrootcert", "target_session_attrs", "user",
)

# What a database holds that is not its own: system objects, and those of extensions.
RELATIONS = """
    SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
        -- Indexes hang on tables. Of a composite type only the type is a member of its extension.
        AND c.relkind NOT IN ('i', 'I')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.deptype = 'e' AND (
                d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                OR d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = c.reltype
            )
        )
    ORDER BY 1 LIMIT 1
"""


class Section:
    """What one operation executed."""

    def __init__(self, title):
        self.title = title
        self.statements = []
        self.data = 0

    def lines(self):
        title = self.title
        if title == "Raw Python operation" and self.statements:
            # Else it would count as what nobody saw.
            title += ", as it was executed"
        yield from ("--", "-- " + title.replace("\n", " "), "--")
        for statement in self.statements:
            statement = statement.rstrip()
            # A comment at the end would hide a semicolon behind it.
            last = statement.rpartition("\n")[2]
            yield statement + ("" if statement.endswith(";") else "\n;" if "--" in last else ";")
        if self.data:
            yield "-- %d data statement%s" % (self.data, "" if self.data == 1 else "s")
        elif not self.statements:
            yield "-- (no-op)"


class Recording:
    """What `migrate` executes on a connection, by migration and operation.

    What the schema editor executes is kept as it is. What goes by another way (RunPython, handlers) is
    kept where it is no data statement; of those only the number is.
    """

    def __init__(self, connection, watch, send):
        self.connection = connection
        self.watch = watch
        self.send = send
        self.sections = None
        self.savepoints = []
        self.before = []
        # The last migration that was applied waits for what handlers do after it.
        self.waiting = None
        self.applied = set()
        connection.execute_wrappers.append(self.execute)

    def execute(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if self.sections is not None:
            self.take(sql, params, many, context)
        return result

    def take(self, sql, params, many, context):
        sections = self.sections
        if not sections:
            sections.append(Section("Before the first operation"))
        text = str(sql) if many or params is None else self.merged(sql, params, context)
        found = [tokens for tokens in statements(text) if tokens]
        if len(found) == 1 and self.savepoint(found[0]):
            return
        words = [tokens[0][1] for tokens in found]
        if self.watch.inside or any(leaves_trace(tokens) for tokens in found):
            sections[-1].statements.append(plain(text))
        elif CHANGES_DATA.intersection(words) or "with" in words and CHANGES_DATA.intersection(
            text for _word, text in found[0]
        ):
            sections[-1].data += 1

    def merged(self, sql, params, context):
        compose = getattr(self.connection.ops, "compose_sql", None)
        if compose is not None:
            return compose(str(sql), params)
        merged = context["cursor"].cursor.mogrify(str(sql), params)
        return merged.decode() if isinstance(merged, bytes) else merged

    def savepoint(self, tokens):
        """Whether a statement is about a savepoint. None of them is stored: Django names its own after
        threads, and what is rolled back was not executed."""
        words = [text for is_word, text in tokens if is_word]
        name = tokens[-1][1]
        known = [at for at, (other, _marks) in enumerate(self.savepoints) if other == name][-1:]
        if words[:1] == ["savepoint"]:
            marks = [(section, len(section.statements), section.data) for section in self.sections]
            self.savepoints.append((name, marks))
        elif words[:1] == ["release"]:
            for at in known:
                del self.savepoints[at:]
        elif words[:1] == ["rollback"] and "to" in words:
            for at in known:
                # It stays, and those after it go.
                del self.savepoints[at + 1 :]
                self.roll_back(self.savepoints[at][1])
        else:
            return False
        return True

    def roll_back(self, marks):
        del self.sections[len(marks) :]
        for section, statements, data in marks:
            del section.statements[statements:]
            section.data = data

    def apply(self, original, migration):
        """Runs `original`, which applies a migration, and sends what it executed."""
        self.flush()
        self.sections, self.savepoints = [], []
        wrapped = [self.wrap(one) for one in migration.operations]
        try:
            result = original()
        except Exception as error:
            raise Refused("migration", "%s: %s" % (migration, told(error)))
        finally:
            sections, self.sections = self.sections, None
            for one in wrapped:
                del one.database_forwards
        self.applied.add((migration.app_label, migration.name))
        body = [line for section in self.before + sections for line in section.lines()]
        self.before = []
        self.waiting = (migration, printed(self.connection, migration, body), self.watch.volatile)
        self.watch.volatile = set()
        return result

    def wrap(self, one):
        forwards = one.database_forwards

        def database_forwards(*args, **kwargs):
            # Django itself slips an operation in where a model was renamed.
            if type(one).__name__ != "RenameContentType":
                self.sections.append(Section(one.describe()))
            return forwards(*args, **kwargs)

        one.database_forwards = database_forwards
        return one

    def handlers(self, original, title):
        """Runs `original`, which calls signal handlers; what they execute goes with a migration."""
        self.sections, self.savepoints = [Section(title)], []
        try:
            return original()
        finally:
            sections, self.sections = self.sections, None
            told = [section for section in sections if section.statements]
            if told and self.waiting is None:
                self.before = told
            elif told:
                migration, text, volatile = self.waiting
                lines = [line for section in told for line in section.lines()]
                self.waiting = (migration, text + "\n".join(lines) + "\n", volatile)

    def quietly(self, original):
        sections, self.sections = self.sections, None
        try:
            return original()
        finally:
            self.sections = sections

    def flush(self):
        if self.waiting is not None:
            migration, text, self.watch.volatile = self.waiting
            self.waiting = None
            self.send(migration, text)


def leaves_trace(tokens):
    """Whether a statement does something to a schema. A SELECT that reads no table calls a function."""
    words = [text for is_word, text in tokens if is_word]
    if words[:1] == ["select"]:
        return "from" not in words and (False, "(") in tokens
    return not words or words[0] not in LEAVES_NOTHING


def listen(recording):
    """Puts the recording around what `migrate` does, whoever calls it."""
    from django.core.management.commands import migrate
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    def around(owner, name, wrapper):
        original = getattr(owner, name)

        def called(*args, **kwargs):
            return wrapper(lambda: original(*args, **kwargs), *args, **kwargs)

        setattr(owner, name, called)

    def is_ours(one):
        return one.connection.alias == recording.connection.alias

    def apply(original, executor, state, migration, *_, **__):
        return recording.apply(original, migration) if is_ours(executor) else original()

    def quietly(original, owner, *_, **__):
        return recording.quietly(original) if is_ours(owner) else original()

    def pre(original, *_, **__):
        return recording.handlers(original, "pre_migrate handlers")

    def post(original, *_, **__):
        return recording.handlers(original, "post_migrate handlers")

    around(MigrationExecutor, "apply_migration", apply)
    around(MigrationExecutor, "record_migration", quietly)
    around(MigrationRecorder, "ensure_schema", quietly)
    around(migrate, "emit_pre_migrate_signal", pre)
    around(migrate, "emit_post_migrate_signal", post)


def redirect(alias, url):
    """Makes a database of the settings another one."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    from django.db import connections

    parts = urlsplit(url)
    wanted = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2]
    name, _, port = host.partition(":") if "]" not in host else (parts.hostname or "", "", str(parts.port or ""))
    settings = connections[alias].settings_dict
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key not in OF_THE_SERVER}
    settings.update(
        HOST=wanted.pop("host", unquote(name)),
        PORT=wanted.pop("port", port),
        NAME=unquote(parts.path.lstrip("/")),
        USER=wanted.pop("user", unquote(parts.username or "")),
        PASSWORD=wanted.pop("password", unquote(parts.password or "")),
        OPTIONS=dict(options, **wanted),
    )
    connections[alias].close()


def check_empty(connection):
    if connection.vendor != "postgresql":
        raise Refused("vendor", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS)
        row = cursor.fetchone()
    if row is not None:
        raise Refused("not_empty", plain(row[0]))


def migrate_scratch(connection):
    from django.core.management import call_command

    call_command("migrate", database=connection.alias, interactive=False, verbosity=0)


def migrate_in_tests(connection):
    """Lets the project's own test runner make its test database, and remove it."""
    from django.conf import settings
    from django.test.utils import get_runner

    name = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is not None:
            raise Refused("test_database", name)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    runner.setup_test_environment()
    made = runner.setup_databases(aliases={connection.alias})
    runner.teardown_databases(made)
    runner.teardown_test_environment()


def print_replaced(channel, connection, loader, send, watch):
    """Of what a squash replaces nothing is executed: it is printed as in a plan."""
    plan = list(with_replaced(loader))
    if not any(depth for _key, _migration, depth in plan):
        return
    printer = InPlan(connection, watch)
    fresh = printer.fields.save()
    for key, migration, depth in plan:
        try:
            text, error = printer.print(key, migration, depth), None
        except Exception as failed:
            text, error = None, told(failed)
        if depth:
            send(key, migration, "plan", text, error)
        watch.take_volatile("")
    printer.fields.restore(fresh)
    printer.close()


def capture_executed(channel, settings):
    source, alias, wanted = settings["source"], settings["alias"], set(settings["apps"])
    if source == "migrate":
        redirect(alias, sys.stdin.readline().strip())
    connection = connect(alias)
    forbid_writing(connection, but=alias)
    if source == "migrate":
        check_empty(connection)
    elif connection.vendor != "postgresql":
        raise Refused("vendor", connection.vendor)
    loader = load(connection)
    check_apps(wanted, loader)
    channel.send("project", **project(connection, wanted, loader))
    watch = Watch()
    watch_editors(connection, watch)
    known = {key: described(key, migration) for key, migration, _depth in with_replaced(loader)}

    def send(key, migration, way, text, error=None):
        record = dict(known[key], source=way, sql=text, error=error, volatile=watch.take_volatile(text or ""))
        if not wanted or key[0] in wanted:
            channel.send("migration", **record)

    print_replaced(channel, connection, loader, send, watch)
    recording = Recording(
        connection, watch, lambda migration, text: send((migration.app_label, migration.name), migration, source, text)
    )
    listen(recording)
    (migrate_scratch if source == "migrate" else migrate_in_tests)(connection)
    recording.flush()
    left = {key for key, _migration in full_plan(loader)} - recording.applied
    if left:
        raise Refused("unmigrated", ".".join(sorted(left)[0]))
