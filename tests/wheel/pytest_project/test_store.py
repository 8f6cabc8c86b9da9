"""Tests of a project, as pytest finds them."""

import os

from django.db import connection


def test_a_pen(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_pen")
        assert cursor.fetchone() == (0,)


def test_what_leaves_damage_behind(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(os.environ.get("TEST_DAMAGE", "SELECT 1"))
