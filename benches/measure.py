"""Measures the program beside pg_dump and its peers: measure.py OPTIONS, see `benches/run`.

All processes run in turn, so that what else the machine does falls on each alike. Wall time, CPU time and the most memory are
those of the whole process; the server's CPU time is that of all sessions which ended meanwhile.
"""

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import scale

HERE = Path(__file__).resolve().parent
PEERS = 100
CAPTURED = 100


def run(command, env, cwd=None, allowed=(0,)):
    """Seconds, seconds of CPU and megabytes of one process and those that it waits for."""
    with tempfile.TemporaryFile() as told:
        start = time.monotonic()
        child = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=told, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in allowed:
            told.seek(0)
            sys.exit("%s ended with %s: %s" % (command, child.returncode, told.read().decode(errors="replace")[-2000:]))
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}


def made(make, *arguments):
    """Does it in a process of its own: Linux counts the memory of whoever starts a program as that program's, too."""
    process = multiprocessing.get_context("fork").Process(target=make, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("%s ended with %s" % (make.__name__, process.exitcode))


def of_sessions(server):
    """Seconds of CPU of the sessions that ended, as their parent knows."""
    fields = Path("/proc/%s/stat" % server).read_text().rsplit(")", 1)[1].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def in_turn(programs, times, server):
    """Measures each of some programs so many times; the first round only warms the caches."""
    kept = {name: [] for name in programs}
    for turn in range(times + 1):
        for name, one in programs.items():
            before = of_sessions(server)
            measured = one()
            # A session ends a moment after its client.
            time.sleep(0.2)
            measured["server"] = of_sessions(server) - before
            if turn:
                kept[name].append(measured)
    return kept


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)
        self.server = scale.Server(options.programs, options.socket)
        self.program = str(Path(options.program).resolve())
        self.postmaster = Path(options.socket, "../data/postmaster.pid").read_text().split()[0]

    def url(self, database):
        return "host=%s user=postgres dbname=%s" % (self.options.socket, database)

    def make(self, name, shape, tenants):
        """A database and the ledger that made it."""
        project = scale.Project(*shape)
        project.write_ledger(self.folder / name / "ledgers")
        self.server.make(name, project, tenants)

    def beside_dump(self, name, shape, tenants=None):
        """The program, with its history and without, beside `pg_dump --schema-only`."""
        print("making", name, file=sys.stderr)
        ledger = self.folder / name / "ledgers"
        made(self.make, name, shape, tenants)
        env = self.server.environment(name)
        said = ["--database-url", self.url(name), "--ledger", str(ledger)]
        said += ["--all-schemas"] if tenants else []
        history = ["--history", str(self.folder / name / "history.sqlite3")]
        programs = {
            "pg_dump --schema-only": lambda: run([os.path.join(self.options.programs, "pg_dump"), "--schema-only"], env),
            "reconcile": lambda: run([self.program, *said, *history], env),
            "reconcile --no-history": lambda: run([self.program, *said, "--no-history"], env),
        }
        print("measuring", name, file=sys.stderr)
        measured = in_turn(programs, self.options.times, self.postmaster)
        self.server.run("postgres", "DROP DATABASE %s;\n" % name)
        return measured

    def beside_peers(self):
        """What else looks for drift, on a database that `migrate` made, and on a copy of it where it takes two."""
        django = self.folder / "django"
        scale.Project(PEERS, 10, 40).write_django(django)
        self.server.run("postgres", "CREATE DATABASE peers TEMPLATE template0;\n")
        env = self.server.environment("peers")
        manage = [self.options.python, "manage.py"]
        run([*manage, "migrate"], env, django)
        self.server.run("postgres", "CREATE DATABASE copied TEMPLATE peers;\n")
        ledger = self.folder / "peers" / "ledgers"
        run([self.program, "capture", "--ledger", str(ledger), "--", *manage], env, django, (0, 1))
        url = "postgresql://postgres@/%s?host=" + self.options.socket
        more = {**env, "MORE_APPS": "django_extensions"}
        called = "from migra.command import do_command; do_command()"
        migra = [self.options.python, "-W", "ignore", "-c", called, "--unsafe"]
        alembic = [self.options.python, str(HERE / "alembic_compare.py"), url % "copied", url % "peers"]
        programs = {
            "reconcile --no-history": lambda: run(
                [self.program, "--database-url", self.url("peers"), "--ledger", str(ledger), "--no-history"], env, django
            ),
            "pg_dump --schema-only": lambda: run([os.path.join(self.options.programs, "pg_dump"), "--schema-only"], env),
            "manage.py migrate --check": lambda: run([*manage, "migrate", "--check"], env, django),
            "manage.py sqldiff -a": lambda: run([*manage, "sqldiff", "-a"], more, django, (0, 1)),
            "migra": lambda: run([*migra, url % "copied", url % "peers"], env),
            "alembic compare_metadata": lambda: run(alembic, env),
        }
        return in_turn(programs, self.options.times, self.postmaster)

    def capture(self):
        """What filling the ledger costs, beside `migrate` itself."""
        django = self.folder / "captured"
        scale.Project(CAPTURED, 5, 50).write_django(django)
        manage = [self.options.python, "manage.py"]

        def fresh():
            self.server.run("postgres", "DROP DATABASE IF EXISTS fresh;\n")
            self.server.run("postgres", "CREATE DATABASE fresh TEMPLATE template0;\n")
            return self.server.environment("fresh")

        def capture(source):
            ledger = self.folder / "captured-ledgers"
            shutil.rmtree(ledger, ignore_errors=True)
            command = [self.program, "capture", "--source", source, "--ledger", str(ledger), "--", *manage]
            return run(command, fresh(), django)

        programs = {
            "manage.py migrate": lambda: run([*manage, "migrate"], fresh(), django),
            "capture --source plan": lambda: capture("plan"),
            "capture --source sqlmigrate": lambda: capture("sqlmigrate"),
        }
        return in_turn(programs, min(self.options.times, 3), self.postmaster)


def machine(options):
    """What the figures are of."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    version = subprocess.run([os.path.join(options.programs, "postgres"), "--version"], capture_output=True, text=True)
    program = subprocess.run([options.program, "--version"], capture_output=True, text=True)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory": round(memory / 1024 / 1024),
        "system": "%s %s" % (platform.system(), platform.release()),
        "server": version.stdout.strip(),
        "program": program.stdout.strip(),
        "size": os.path.getsize(options.program),
        "load": os.getloadavg()[0],
        "times": options.times,
    }


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "programs", "socket", "python", "figures"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--tables", default="200,2000,20000")
    parser.add_argument("--tenants", default="1000")
    parser.add_argument("--peers", choices=["yes", "no"], default="yes")
    options = parser.parse_args()
    figures = {"machine": machine(options), "sizes": []}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        for tables in [int(word) for word in options.tables.split(",") if word]:
            measured = bench.beside_dump("tables_%d" % tables, (tables, 20, max(100, tables // 10)))
            figures["sizes"].append({"tables": tables, "tenants": None, "measured": measured})
        for tenants in [int(word) for word in options.tenants.split(",") if word]:
            measured = bench.beside_dump("tenants_%d" % tenants, (20, 4, 12), tenants)
            figures["sizes"].append({"tables": 20 * tenants, "tenants": tenants, "measured": measured})
        if options.peers == "yes":
            figures["peers"] = {"tables": PEERS, "measured": bench.beside_peers()}
            figures["capture"] = {"tables": CAPTURED, "measured": bench.capture()}
    Path(options.figures).write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
