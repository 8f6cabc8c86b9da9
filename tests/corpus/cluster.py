"""A temporary PostgreSQL cluster on a unix socket, and `psql` on its databases."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

KEEPER = Path(__file__).parent.parent / "acceptance/support/cluster.sh"


class Cluster:
    """Runs a server of the programs in a folder as long as the `with` block runs."""

    def __init__(self, programs):
        self.programs = Path(programs)
        self.psql, self.pg_dump = self.client("psql"), self.client("pg_dump")

    def client(self, name):
        own = self.programs / name
        found = str(own) if own.exists() else shutil.which(name)
        if found is None:
            raise FileNotFoundError(f"{name}, of PostgreSQL's client package")
        return found

    def __enter__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="rcl", dir=os.environ.get("RECONCILE_TEST_CLUSTERS", "/tmp")))
        self.dir.chmod(0o755)
        self.socket = self.dir / "socket"
        self.keeper = subprocess.Popen(
            ["sh", KEEPER, self.programs, self.dir, *self.folders_for_server()],
            cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        said = self.keeper.stdout.readline()
        if said.strip() != "ready":
            raise RuntimeError("the server did not start:\n" + said + self.keeper.stdout.read())
        return self

    def folders_for_server(self):
        """Makes them; returns the command that gives up root, if this is root."""
        for name in ("data", "socket"):
            (self.dir / name).mkdir(mode=0o700 if name == "data" else 0o755)
        if os.getuid() != 0:
            return []
        nobody = pwd.getpwnam("nobody")
        for name in ("data", "socket"):
            os.chown(self.dir / name, nobody.pw_uid, nobody.pw_gid)
        return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]

    def __exit__(self, *_):
        self.keeper.stdin.close()
        self.keeper.wait()

    def create(self, database):
        done = self.run_psql("postgres", f'CREATE DATABASE "{database}" TEMPLATE template0')
        if done.returncode != 0 or done.stderr:
            raise RuntimeError(done.stderr)

    def run_psql(self, database, sql, *options):
        """The finished process: each statement ran by itself, and a failed one stopped nothing."""
        command = [self.psql, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", *options, "--file=-"]
        environment = os.environ | {
            "PGHOST": str(self.socket),
            "PGUSER": "postgres",
            "PGDATABASE": database,
            "PGCLIENTENCODING": "UTF8",
            "PGOPTIONS": "-c client_min_messages=error",
        }
        return subprocess.run(command, input=sql, env=environment, capture_output=True, encoding="utf-8")

    def dump(self, database, file):
        """Writes what makes the database again."""
        command = [self.pg_dump, "--no-owner", f"--host={self.socket}", "--username=postgres", f"--file={file}", database]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    def url(self, database):
        return f"postgres://postgres@/{database}?host={str(self.socket).replace('/', '%2F')}"
