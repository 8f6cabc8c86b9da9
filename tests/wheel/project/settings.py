"""The shop of tests/causes, on the databases that a test names."""

import json
import os

SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["store", "reconcile_django", "django.contrib.contenttypes"]
DATABASES = json.loads(os.environ["TEST_DATABASES"])
globals().update(json.loads(os.environ.get("TEST_SETTINGS", "{}")))
