"""Print what Django offers to migrations and this project does not use, one name a line.

Walks Django's own modules for the public classes of fields, indexes, constraints and operations,
for the arguments of each that reach the database, and for the names of `Meta` options; then walks
every migration of the project. Nothing printed means that everything is used, or excused below.
"""

import importlib
import inspect
import os
import pkgutil
import sys
from pathlib import Path

# Used by nobody, and why. A name that is used after all, or that Django no longer has, is printed.
EXCUSED = {
    "field Field": "the base of the others",
    "field RelatedField": "the base of the relations",
    "field RangeField": "the base of the ranges",
    "field ContinuousRangeField": "the base of the ranges over continuous types",
    "constraint BaseConstraint": "the base of the others",
    "index PostgresIndex": "the base of PostgreSQL's indexes",
    "operation Operation": "the base of the others",
    "operation ModelOperation": "the base of those on a model",
    "operation ModelOptionOperation": "the base of those on an option",
    "operation AlterTogetherOptionOperation": "the base of AlterUniqueTogether and AlterIndexTogether",
    "operation FieldOperation": "the base of those on a field",
    "operation IndexOperation": "the base of those on an index or a constraint",
    "operation CollationOperation": "the base of CreateCollation and RemoveCollation",
    "option app_label": "a migration's app says it",
    "option apps": "the registry of models, which a migration makes itself",
    "option auto_created": "Django sets it on the tables of implicit relations",
    "argument CheckConstraint.check": "the deprecated name of `condition`",
}

MODULES = [
    "django.db.models",
    "django.contrib.postgres.fields",
    "django.contrib.postgres.indexes",
    "django.contrib.postgres.constraints",
    "django.contrib.postgres.search",
    "django.contrib.postgres.operations",
    "django.db.migrations.operations",
]


def modules():
    """The modules above with all that lie below them."""
    for name in MODULES:
        module = importlib.import_module(name)
        yield module
        if hasattr(module, "__path__"):
            for found in pkgutil.walk_packages(module.__path__, name + "."):
                yield importlib.import_module(found.name)


def kinds():
    from django.db.migrations.operations.base import Operation
    from django.db.models import BaseConstraint, Field, Index

    return {"field": Field, "index": Index, "constraint": BaseConstraint, "operation": Operation}


def kind_of(cls):
    return next((kind for kind, base in kinds().items() if issubclass(cls, base)), None)


def offered_classes():
    for module in modules():
        for cls in vars(module).values():
            if inspect.isclass(cls) and cls.__module__ == module.__name__:
                if kind_of(cls) and not cls.__name__.startswith("_"):
                    yield cls


def arguments_of(cls):
    """Every argument of an index or a constraint, and of a field those that the database sees."""
    kind = kind_of(cls)
    if "__init__" not in vars(cls):
        return
    for name, parameter in inspect.signature(cls.__init__).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty:
            if kind in ("index", "constraint") or kind == "field" and name.startswith("db_"):
                yield f"argument {cls.__name__}.{name}"


def offered():
    from django.db.models.options import DEFAULT_NAMES

    names = {f"option {name}" for name in DEFAULT_NAMES}
    for cls in offered_classes():
        names.add(f"{kind_of(cls)} {cls.__name__}")
        names.update(arguments_of(cls))
    return names


def flattened(operations):
    for operation in operations:
        yield operation
        yield from flattened(getattr(operation, "database_operations", []))
        yield from flattened(getattr(operation, "state_operations", []))


def parts_of(operation):
    """The fields, indexes and constraints that an operation names."""
    options = getattr(operation, "options", None) or {}
    yield from (field for _name, field in getattr(operation, "fields", []) if not isinstance(field, str))
    for name in ("field", "index", "constraint"):
        part = getattr(operation, name, None)
        if part is not None and not isinstance(part, str):
            yield part
    yield from options.get("indexes", [])
    yield from options.get("constraints", [])


def with_inner(part):
    """A field with the fields inside it: what an array holds, what an expression gives."""
    yield part
    for name in ("base_field", "output_field"):
        inner = vars(part).get(name)
        if inner is not None:
            yield from with_inner(inner)


def used_by(operation):
    yield f"operation {type(operation).__name__}"
    yield from (f"option {name}" for name in getattr(operation, "options", None) or {})
    for base in getattr(operation, "bases", ()):
        if inspect.isclass(base) and hasattr(base, "_meta"):
            yield from (f"option {name}" for name in base._meta.original_attrs)
    for outer in parts_of(operation):
        for part in with_inner(outer):
            cls = type(part)
            yield f"{kind_of(cls)} {cls.__name__}"
            _name, positional, keywords = part.deconstruct()[-3:]
            for given in (*keywords, *(["expressions"] if positional else [])):
                # An argument that a base takes is one of the base, whoever gives it.
                yield from (f"argument {base.__name__}.{given}" for base in cls.__mro__)


def used():
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    here = {path.parent.name for path in Path(__file__).parent.glob("*/migrations")}
    loader = MigrationLoader(None, replace_migrations=False)
    names = set()
    for (app, _name), migration in loader.disk_migrations.items():
        if app in here and app in settings.INSTALLED_APPS:
            for operation in flattened(migration.operations):
                names.update(used_by(operation))
    return names


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

    import django

    django.setup()
    there, taken, excused = offered(), used(), set(EXCUSED)
    complaints = [f"unused: {name}" for name in there - taken - excused]
    complaints += [f"excused and used: {name}" for name in excused & taken]
    complaints += [f"excused and unknown to Django: {name}" for name in excused - there]
    print("\n".join(sorted(complaints)), end="")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
