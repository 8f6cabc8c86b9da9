"""A project that makes Django's test databases by itself, as a plugin of pytest: `-p plain`."""

import os

import django
import pytest
from django.test.utils import setup_databases, teardown_databases

LATE = os.environ.get("TEST_LATE")
if LATE:
    del os.environ["DJANGO_SETTINGS_MODULE"]
else:
    django.setup()


@pytest.fixture(scope="session")
def transactional_db():
    if LATE:
        os.environ["DJANGO_SETTINGS_MODULE"] = LATE
        django.setup()
    made = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(made, verbosity=0)


db = transactional_db
