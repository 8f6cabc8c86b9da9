"""The same project on SQLite, without what is PostgreSQL's own."""

import os

from settings import *  # noqa: F403

OF_POSTGRESQL = {"django.contrib.postgres", "fields", "kinds", "library", "meta", "pgconstraints", "pgfields", "pgindexes", "raw", "renames", "various"}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in OF_POSTGRESQL]  # noqa: F405
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
    }
}
