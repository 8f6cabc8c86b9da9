"""Django's command line for the shop of tests/causes, with reconcile_django installed."""

import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent.parent

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    sys.path += [str(TESTS / folder) for folder in ("causes", "tenants", "django")]

    from django.core.management import execute_from_command_line
    from servers import accept_old

    accept_old()
    execute_from_command_line(sys.argv)
