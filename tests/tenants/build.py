"""Makes tenants as a project makes them, and prints each migration where its app lives.

Usage: build.py OUT TENANTS [--fake SCHEMA APP.NAME]

The database comes from RECONCILE_TEST_DB_HOST and RECONCILE_TEST_DB_NAME. OUT receives `<app>/<name>.sql`: a tenant
app's as `tenant_command sqlmigrate` prints them in a tenant's schema, the others' as `sqlmigrate` does. One tenant of
TENANTS is migrated to just before the faked migration, which is then recorded there and not run.
"""

import io
import os
import sys
from pathlib import Path


def printed(app, name, schema):
    from django.core.management import call_command
    from django_tenants.utils import schema_context

    out = io.StringIO()
    with schema_context(schema):
        call_command("sqlmigrate", app, name, stdout=out, no_color=True)
    return out.getvalue()


def print_ledger(out, tenant):
    from django.apps import apps
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    tenant_apps = {apps.get_app_config(name.rpartition(".")[2]).label for name in settings.TENANT_APPS}
    for app, name in MigrationLoader(connection).disk_migrations:
        schema = tenant if app in tenant_apps else "public"
        (out / app).mkdir(parents=True, exist_ok=True)
        (out / app / f"{name}.sql").write_text(printed(app, name, schema), encoding="utf-8", newline="")


def migrate(schema, *args, **options):
    from django.core.management import call_command

    call_command("migrate_schemas", *args, schema_name=schema, verbosity=0, **options)


def make(schema, faked):
    from customers.models import Client
    from django.db import connection

    client = Client(schema_name=schema)
    if faked is None:
        client.save(verbosity=0)
        return
    app, name, before = faked
    client.auto_create_schema = False
    client.save(verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema}"')
    migrate(schema, app, before)
    migrate(schema, app, name, fake=True)
    migrate(schema)


def main():
    out, tenants = Path(sys.argv[1]), int(sys.argv[2])
    fakes = {sys.argv[4]: sys.argv[5:8]} if "--fake" in sys.argv else {}
    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(here), str(here.parent / "django")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    import django

    django.setup()
    from servers import accept_old

    accept_old()
    migrate("public")
    names = [f"tenant_{number:02}" for number in range(1, tenants + 1)]
    for schema in names:
        make(schema, fakes.get(schema))
    print_ledger(out, names[0])


if __name__ == "__main__":
    main()
