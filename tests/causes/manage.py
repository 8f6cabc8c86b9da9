"""Django's command line for the shop; `--killed` stands before the arguments of a run that ends
between the DDL and the record, as a killed process does, and `--beside NAME` before those of a run
that has a second database, to which a router sends the shop.
"""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "django"))


def kill_before_recording():
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.record_applied = lambda *_: os._exit(0)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

    from django.core.management import execute_from_command_line
    from servers import accept_old

    accept_old()
    if sys.argv[1] == "--beside":
        os.environ["RECONCILE_TEST_DB_BESIDE"] = sys.argv[2]
        del sys.argv[1:3]
    if sys.argv[1] == "--killed":
        del sys.argv[1]
        kill_before_recording()
    execute_from_command_line(sys.argv)
