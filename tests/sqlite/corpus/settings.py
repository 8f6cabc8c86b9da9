"""The settings of a project of tests/corpus, on SQLite: RECONCILE_TEST_SETTINGS is their file."""

import os
import runpy

globals().update(runpy.run_path(os.environ["RECONCILE_TEST_SETTINGS"]))
# It is PostgreSQL's own.
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django.contrib.postgres"]  # noqa: F821
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
    }
}
