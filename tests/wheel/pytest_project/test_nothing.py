"""A test that asks for no database."""

import sys


def test_nothing():
    print("django is loaded" if "django" in sys.modules else "no django")
