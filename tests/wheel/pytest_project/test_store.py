"""Tests of a project, as pytest finds them."""

import os

import pytest
from django.db import connection, connections


def test_a_pen(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_pen")
        assert cursor.fetchone() == (0,)


def test_what_leaves_damage_behind(transactional_db):
    with connection.cursor() as cursor:
        # A worker of pytest-xdist may have its own.
        own = os.environ.get("TEST_DAMAGE_" + os.environ.get("PYTEST_XDIST_WORKER", ""))
        cursor.execute(own or os.environ.get("TEST_DAMAGE", "SELECT 1"))
    if "TEST_INTERRUPT" in os.environ:
        raise KeyboardInterrupt


if "TEST_SECOND" in os.environ:

    @pytest.mark.django_db(databases=["default", "second"], transaction=True)
    def test_of_a_second_database():
        with connections["second"].cursor() as cursor:
            cursor.execute(os.environ["TEST_SECOND"])
