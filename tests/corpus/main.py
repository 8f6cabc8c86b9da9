"""Measure the tool on real Django projects; see `run`, which makes what this needs.

Usage: main.py [-v] [--figures FILE] [--keep DIR=PROGRAM]... --server BIN --reconcile PROGRAM --environments DIR --out DIR PROJECT...
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import judge
import oracle
from cluster import Cluster
from table import figures, lines, table

HERE = Path(__file__).parent
BUILD = HERE.parent / "django/build.py"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("projects", nargs="+")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--figures", type=Path, help="write the table's counts there, as JSON")
    parser.add_argument("--keep", action="append", default=[], help="write what PROGRAM prints of each project too: DIR=PROGRAM")
    parser.add_argument("--server", type=Path, required=True)
    parser.add_argument("--reconcile", type=Path, required=True)
    parser.add_argument("--environments", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def migrate(cluster, project, database, python, ledger):
    """Migrates a new database one migration at a time, and prints each into the ledger before."""
    cluster.create(database)
    environment = os.environ | {
        "RECONCILE_TEST_DB_HOST": str(cluster.socket),
        "RECONCILE_TEST_DB_NAME": database,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run([python, BUILD, HERE / project, ledger], env=environment, capture_output=True, text=True)
    # Without a manifest it broke off; with one, it only says what could not be printed.
    if not (ledger / "manifest.json").exists():
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads((ledger / "manifest.json").read_text(encoding="utf-8"))


def reconcile(program, url, ledger):
    """The report on a database, and the same kept in a file beside the ledger."""
    command = [program, "--database-url", url, "--ledger", ledger, "--no-history", "--format", "json"]
    # No configuration of this repository is read there.
    done = subprocess.run(command, cwd=ledger, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    (ledger.parent / "report.json").write_text(done.stdout, encoding="utf-8")
    return json.loads(done.stdout)


def keep(asked, project, url, ledger):
    """Report and snapshot by another program, for tests/frozen."""
    folder, program = asked.split("=", 1)
    folder = Path(folder) / "corpus" / project
    folder.mkdir(parents=True)
    source = ["--database-url", url]
    report = [program, *source, "--ledger", ledger, "--no-history", "--format", "json"]
    for name, command in (("report", report), ("snapshot", [program, "snapshot", *source])):
        done = subprocess.run(command, cwd=ledger, capture_output=True, text=True)
        (folder / f"{name}.call").write_text(f"exit status {done.returncode}\n{done.stderr}", encoding="utf-8")
        (folder / f"{name}.out").write_text(done.stdout, encoding="utf-8")


def measure(options, cluster, project):
    began = time.monotonic()
    out = options.out.resolve() / project
    shutil.rmtree(out, ignore_errors=True)
    python = options.environments.absolute() / project / "bin/python"
    manifest = migrate(cluster, project, project, python, out / "ledger")
    # Faults are done to it, and repaired: see tests/acceptance/matrix/planned.
    cluster.dump(project, out / "database.sql")
    cluster.create(f"{project}-oracle")
    answer = oracle.ask(cluster, out / "ledger", project, f"{project}-oracle")
    report = reconcile(options.reconcile.resolve(), cluster.url(project), out / "ledger")
    for asked in options.keep:
        keep(asked, project, cluster.url(project), out / "ledger")
    return {
        "project": project,
        "manifest": manifest,
        "oracle": answer,
        "report": report,
        "unexplained": judge.unexplained(report, answer, manifest),
        "missed": judge.missed(report, answer),
        "seconds": time.monotonic() - began,
    }


def measure_all(options):
    with Cluster(options.server) as cluster, ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda project: measure(options, cluster, project), options.projects))


def main():
    options = arguments()
    try:
        results = measure_all(options)
    except (OSError, RuntimeError, ValueError) as error:
        print(f"could not be measured: {error}", file=sys.stderr)
        return 2
    if options.figures:
        options.figures.write_text(json.dumps(figures(results), indent=1), encoding="utf-8")
    print(table(results))
    for result in results:
        for line in lines(result, options.verbose):
            print(line)
    return 1 if any(judge.is_bad(result) for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
