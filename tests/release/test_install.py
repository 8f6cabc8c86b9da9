"""The first step of the Action: which program it takes, and what it refuses."""

import functools
import hashlib
import io
import os
import platform
import tarfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from place import RELEASE, ROOT, VERSION, Case

NAME = f"reconcile-{VERSION}-{platform.machine()}-unknown-linux-musl"
# Stands in for the program.
PROGRAM = b"#!/bin/sh\necho reconcile " + VERSION.encode() + b" released\n"
# Stand in for the Python that would build the program, and for the client of GitHub. Both note what they were asked.
PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/built"
mkdir -p "$HOME/program/bin"
ln -sf "$0" "$HOME/program/bin/python"
"""
GH = '#!/bin/sh\nprintf "%s\\n" "$*" >>"$HOME/asked"\ncase $* in *verify*) exit "$VERIFIED" ;; esac\n'


class Quiet(SimpleHTTPRequestHandler):
    broken = False

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.broken:
            self.send_error(500)
        else:
            super().do_GET()


class Place(Case):
    """A server with one release of owner/repository."""

    def setUp(self):
        self.home = self.folder()
        self.releases = self.home / "served/owner/repository/releases/download"
        self.publish(f"v{VERSION}")
        handler = functools.partial(Quiet, directory=self.home / "served")
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.host = f"http://127.0.0.1:{server.server_port}"
        for name, text in (("python3", PYTHON), ("gh", GH)):
            self.stand_in(name, text)

    def publish(self, tag, kind=tarfile.REGTYPE, program=PROGRAM):
        folder = self.releases / tag
        folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            entry = tarfile.TarInfo(f"{NAME}/reconcile")
            entry.type, entry.linkname = kind, "/bin/true"
            entry.size = len(program) if kind == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(program))
        self.archive = folder / f"{NAME}.tar.gz"
        self.archive.write_bytes(buffer.getvalue())
        self.sum = hashlib.sha256(buffer.getvalue()).hexdigest()
        (folder / "SHA256SUMS").write_text(f"{'0' * 64}  another.tar.gz\n{self.sum}  {NAME}.tar.gz\n")

    def stand_in(self, name, text):
        program = self.home / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def environment(self, **more):
        return {"PATH": f"{self.home / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.home), **more}

    def installed(self):
        program = self.home / "program/bin/reconcile"
        return program.exists() and program.read_bytes() == PROGRAM

    def noted(self, name):
        file = self.home / name
        return file.read_text() if file.exists() else ""


class Install(Place):
    def install(self, version=VERSION, status=0, host=None, **more):
        repository = f"{host or self.host}/owner/repository"
        folder = self.home / "program/bin"
        environment = self.environment(**more)
        return self.run_it(RELEASE / "install", repository, version, folder, status=status, env=environment)

    def test_the_program_of_the_release(self):
        self.assertIn(f"reconcile {VERSION} released", self.install())
        self.assertTrue(self.installed())
        # The attestations of another host are not GitHub's to tell.
        self.assertEqual(self.noted("asked"), "")

    def test_an_archive_that_is_another_one_is_refused(self):
        self.archive.write_bytes(self.archive.read_bytes() + b"x")
        self.assertIn("is not what SHA256SUMS says", self.install(status=1))
        self.assertFalse(self.installed())

    def test_the_checksum_that_was_asked_for_counts_too(self):
        self.assertIn("you asked for", self.install(status=1, RECONCILE_SHA256="0" * 64))
        self.assertFalse(self.installed())
        self.install(RECONCILE_SHA256=self.sum)
        self.assertTrue(self.installed())

    def test_a_list_that_does_not_name_the_archive_once_is_refused(self):
        sums = self.archive.parent / "SHA256SUMS"
        for text in ("", sums.read_text() * 2, f"x  {NAME}.tar.gz\n", "<html>404</html>\n"):
            sums.write_text(text)
            self.assertIn("does not name", self.install(status=1))
        self.assertFalse(self.installed())

    def test_what_is_no_program_in_the_archive_is_refused(self):
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            self.publish(f"v{VERSION}", kind)
            self.assertIn("is no file" if kind != tarfile.LNKTYPE else "holds no", self.install(status=1))
        self.publish(f"v{VERSION}", program=b"#!/bin/sh\nexit 3\n")
        self.assertIn("does not run here", self.install(status=1))
        self.assertFalse((self.home / "program/bin/reconcile").exists())

    def test_a_proxy_with_a_password_is_not_told(self):
        said = self.install(status=1, http_proxy="socks9://user:hunter2@h", no_proxy="")
        self.assertIn("could not be fetched: curl ended with", said)
        self.assertNotIn("hunter2", said)

    def test_a_release_that_is_not_there_is_told_apart(self):
        self.assertIn("release v9.9.9 has no SHA256SUMS", self.install("9.9.9", status=3))
        self.archive.unlink()
        self.assertIn(f"has no {NAME}.tar.gz", self.install(status=3))

    def test_a_server_that_fails_is_no_missing_release(self):
        Quiet.broken = True
        self.addCleanup(setattr, Quiet, "broken", False)
        self.assertIn("the server answered 500", self.install(status=1))
        self.assertIn("could not be fetched", self.install(status=1, host="http://127.0.0.1:1"))

    def test_a_version_is_no_path(self):
        for version in ("../../..", "1.2", "1.2.3/../x", "1.2.3 -o x", ""):
            self.assertIn("is no version", self.install(version, status=1))

    def test_who_made_an_archive_of_github_is_asked(self):
        # Whatever is asked of GitHub, the server here answers.
        self.stand_in("curl", f'#!/bin/sh\nexec {curl()} $(echo "$*" | sed "s#https://github.com#{self.host}#; s#=https#=http#g")\n')
        host = "https://github.com"
        said = self.install(host=host, status=1, GH_TOKEN="secret-horse", VERIFIED="1")
        self.assertIn("was not made by a workflow of https://github.com/owner/repository", said)
        self.assertNotIn("secret-horse", said)
        self.assertFalse(self.installed())
        self.install(host=host, GH_TOKEN="secret-horse", VERIFIED="0")
        self.assertIn("--repo owner/repository --signer-workflow owner/repository/.github/workflows/release.yml", self.noted("asked"))
        self.assertTrue(self.installed())


def curl():
    return next(f"{folder}/curl" for folder in os.environ["PATH"].split(os.pathsep) if os.path.exists(f"{folder}/curl"))


class Action(Place):
    def act(self, status=0, repository="owner/repository", install="", version="", sha256=""):
        inputs = {"INPUT_INSTALL": install, "INPUT_VERSION": version, "RECONCILE_SHA256": sha256}
        told = {"ACTION_REPOSITORY": repository, "GITHUB_SERVER_URL": self.host, "GH_TOKEN": "secret-horse"}
        environment = self.environment(**inputs, **told)
        return self.run_it(RELEASE / "action", self.home / "program", status=status, env=environment)

    def built_from(self, sources):
        self.assertFalse(self.installed())
        self.assertIn(f"-m pip install --quiet --disable-pip-version-check {sources}\n", self.noted("built"))

    def test_the_release_of_its_own_version(self):
        self.act()
        self.assertTrue(self.installed())
        self.assertEqual(self.noted("built"), "")

    def test_without_a_release_it_is_built(self):
        self.archive.parent.rename(self.releases / "v0.0.1")
        self.assertIn("building the program", self.act())
        self.built_from(ROOT)

    def test_a_wrong_checksum_is_no_reason_to_build(self):
        self.archive.write_bytes(b"another")
        self.act(status=1)
        self.act(status=1, sha256="1" * 64)
        self.assertEqual((self.installed(), self.noted("built")), (False, ""))

    def test_the_release_that_was_asked_for_or_none(self):
        self.publish("v0.1.7")
        self.assertIn("release v9.9.9 has no SHA256SUMS", self.act(status=3, version="9.9.9"))
        self.assertEqual(self.noted("built"), "")
        self.act(version=f"v{VERSION}")
        self.assertTrue(self.installed())

    def test_the_sources_where_they_are_asked_for(self):
        self.act(version="source")
        self.built_from(ROOT)

    def test_a_copy_in_the_workflows_own_repository_is_built(self):
        self.act(repository="")
        self.built_from(ROOT)
        self.assertIn("OWNER/REPOSITORY@REF", self.act(status=1, repository="", version="1.2.3"))

    def test_who_names_a_checksum_is_given_nothing_else(self):
        self.archive.parent.rename(self.releases / "v0.0.1")
        self.act(status=3, sha256="1" * 64)
        self.assertIn("OWNER/REPOSITORY@REF", self.act(status=1, repository="", sha256="1" * 64))
        self.assertEqual(self.noted("built"), "")

    def test_what_pip_is_to_install_comes_first(self):
        self.act(install="https://example.org/x.whl", version=VERSION)
        self.built_from("https://example.org/x.whl")
