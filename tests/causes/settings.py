"""A small shop whose migrations go wrong in every way that has a name."""

import os

SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["store"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["RECONCILE_TEST_DB_HOST"],
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
        "USER": "postgres",
    }
}

if beside := os.environ.get("RECONCILE_TEST_DB_BESIDE"):
    DATABASES["beside"] = DATABASES["default"] | {"NAME": beside}
    DATABASE_ROUTERS = ["routers.Beside"]
