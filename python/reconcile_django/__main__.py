"""`python -m reconcile_django`: the program, where its folder is not on the PATH."""

import sys

from reconcile_django.program import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
