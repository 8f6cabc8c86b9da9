class InPlan:
    """Prints the migrations with one running project state, as `migrate` has it.

    Where Django looks something up in the catalog, the answer is what the migrations before have made,
    and not what the database holds.
    """

    needs_all = True

    def __init__(self, connection, watch):
        from django.db.migrations.state import ProjectState

        self.connection = connection
        self.catalog = Catalog()
        watch.collected = lambda sql: self.catalog.take(sql)
        self.undo = [lambda: setattr(watch, "collected", lambda sql: None)]
        answer_from(self, connection)
        loader = load(connection)
        self.fields = Fields(loader)
        self.state = ProjectState(real_apps=loader.unmigrated_apps)
        self.outer = []

    def print(self, key, migration, depth):
        self.enter(depth)
        before = self.without_models()
        try:
            # `migrate` renders all models before the first migration.
            self.state.apps
            text = self.collect(migration)
        except Exception:
            self.state = migration.mutate_state(before, preserve=False)
            raise
        if any(not one.reduces_to_sql and changes_state(one) for one in migration.operations):
            # What is only printed as a comment is not applied to the state either.
            self.state = migration.mutate_state(before, preserve=False)
        return text

    def without_models(self):
        """A copy of the state, whose models are made again where they are wanted: few copies are used at all."""
        models = self.state.__dict__.pop("apps", None)
        try:
            return self.state.clone()
        finally:
            if models is not None:
                self.state.apps = models

    def close(self):
        """Lets the connection answer for itself again."""
        for undo in self.undo:
            undo()

    def replace(self, owner, name, value):
        if name in vars(owner):
            old = vars(owner)[name]
            self.undo.append(lambda: setattr(owner, name, old))
        else:
            self.undo.append(lambda: delattr(owner, name))
        setattr(owner, name, value)

    def enter(self, depth):
        """What a squash replaces begins with the state that the squash begins with."""
        while len(self.outer) < depth:
            self.outer.append((self.state, self.catalog, self.fields.save()))
            self.state, self.catalog = self.state.clone(), copy.deepcopy(self.catalog)
        while len(self.outer) > depth:
            self.state, self.catalog, fields = self.outer.pop()
            self.fields.restore(fields)

    def collect(self, migration):
        with self.connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            self.state = migration.apply(self.state, editor, collect_sql=True)
        return printed(self.connection, migration, editor.collected_sql)


def changes_state(one):
    from django.db.migrations.operations import RunPython

    return type(one).state_forwards is not RunPython.state_forwards


def answer_from(printer, connection):
    """Puts the printer's catalog before the connection's own."""
    introspection = connection.introspection
    constraints = introspection.get_constraints
    sequences = introspection.get_sequences

    def get_constraints(cursor, name):
        if name in printer.catalog.tables:
            return printer.catalog.constraints(name)
        return constraints(cursor, name)

    def get_sequences(cursor, name, table_fields=()):
        if name in printer.catalog.tables:
            return printer.catalog.sequences(name)
        return sequences(cursor, name, table_fields)

    printer.replace(introspection, "get_constraints", get_constraints)
    printer.replace(introspection, "get_sequences", get_sequences)
    if connection.vendor == "postgresql":
        answer_for_postgresql(printer, connection)


def answer_for_postgresql(printer, connection):
    try:
        from django.contrib.postgres.operations import CreateExtension
    except ImportError:
        pass
    else:

        def exists(self, editor, name):
            if name == "hstore":
                write_hstore(connection)
            return name in printer.catalog.extensions

        printer.replace(CreateExtension, "extension_exists", exists)
    editor = connection.SchemaEditorClass
    if hasattr(editor, "_is_collation_deterministic"):

        def is_deterministic(self, name):
            if name in printer.catalog.collations:
                return printer.catalog.collations[name]
            return super(editor, self)._is_collation_deterministic(name)

        printer.replace(editor, "_is_collation_deterministic", is_deterministic)


def write_hstore(connection):
    """Lets psycopg 3 write a default of a type that this database may not have yet.

    Psycopg 2 writes a dict as a call of the function `hstore`, once it is told.
    """
    try:
        from psycopg.types import TypeInfo
        from psycopg.types.hstore import register_hstore
    except ImportError:
        from psycopg2.extensions import register_adapter
        from psycopg2.extras import HstoreAdapter

        register_adapter(dict, HstoreAdapter)
        return
    if TypeInfo.fetch(connection.connection, "hstore") is None:
        # Oids that no type has.
        register_hstore(TypeInfo("hstore", 4294967294, 4294967293), connection.connection)


PRINTERS = {"plan": InPlan, "sqlmigrate": Alone}
