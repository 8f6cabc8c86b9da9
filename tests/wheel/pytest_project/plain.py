"""A project that makes Django's test databases by itself, as a plugin of pytest: `-p plain`."""

import django
import pytest
from django.test.utils import setup_databases, teardown_databases


@pytest.fixture(scope="session")
def transactional_db():
    django.setup()
    made = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(made, verbosity=0)


db = transactional_db
