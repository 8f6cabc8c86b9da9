"""The project of tests/tenants, a schema a tenant, with the look after `migrate`."""

import os
import runpy
from pathlib import Path

from settings import DATABASES as NAMED

os.environ["RECONCILE_TEST_DB_HOST"] = NAMED["default"]["HOST"]
os.environ["RECONCILE_TEST_DB_NAME"] = NAMED["default"]["NAME"]
globals().update(runpy.run_path(Path(__file__).resolve().parent.parent.parent / "tenants/settings.py"))
INSTALLED_APPS = [*INSTALLED_APPS, "reconcile_django"]  # noqa: F821
RECONCILE_AFTER_MIGRATE = True
