"""What a release holds: names, the archive, the wheel, checksums, the formula, the text."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import unittest
import zipfile
from functools import lru_cache
from pathlib import Path

from place import PACKAGE, RELEASE, ROOT, TOOLS, VERSION, Case

REPOSITORY = "https://github.com/owner/repository"
WORKFLOW = (ROOT / ".github/workflows/release.yml").read_text()
TARGETS = re.findall(r"target: ([\w-]+)", WORKFLOW)
SHARED = {
    "share/man/man1/reconcile.1",
    "share/man/man1/reconcile-repair.1",
    "share/bash-completion/completions/reconcile",
    "share/zsh/site-functions/_reconcile",
    "share/fish/vendor_completions.d/reconcile.fish",
}
# What a machine of 2012 has: the names of its C library, and its newest version.
LIBRARIES = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
GLIBC = (2, 17)


def pack(target, program, wheel, dist, moment="1700000000"):
    run = [sys.executable, RELEASE / "pack.py", target, program, wheel, dist]
    environment = {**os.environ, "PYTHONPATH": str(TOOLS), "SOURCE_DATE_EPOCH": moment}
    subprocess.run(run, env=environment, check=True)


@lru_cache(maxsize=None)
def dist():
    """What the workflow made, or the same of the wheel of the other tests."""
    made = ROOT / "target/release-dist"
    if "RECONCILE_TEST_DIST" not in os.environ:
        shutil.rmtree(made, ignore_errors=True)
        (wheel,) = (ROOT / "target/wheel").glob("*.whl")
        program = made / "program/reconcile"
        program.parent.mkdir(parents=True)
        with zipfile.ZipFile(wheel) as held:
            (name,) = [name for name in held.namelist() if name.endswith("/scripts/reconcile")]
            program.write_bytes(held.read(name))
        program.chmod(0o755)
        pack("x86_64-unknown-linux-gnu", program, wheel, made)
    shutil.rmtree(made / "program", ignore_errors=True)
    subprocess.run([RELEASE / "sums", made, REPOSITORY], check=True)
    return made


def one(pattern):
    (found,) = dist().glob(pattern)
    return found


def small_wheel(folder):
    """A wheel as maturin's, with hardly anything in it."""
    about = folder / f"x-{VERSION}/x-{VERSION}.dist-info"
    scripts = folder / f"x-{VERSION}/x-{VERSION}.data/scripts"
    (about / "sboms").mkdir(parents=True)
    scripts.mkdir(parents=True)
    (scripts / "reconcile").write_text("")
    (about / "sboms/x.cyclonedx.json").write_text("{}")
    (about / "METADATA").write_text(f"Metadata-Version: 2.4\nName: x\nVersion: {VERSION}\n")
    (about / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
    run = [sys.executable, "-m", "wheel", "pack", "--dest-dir", folder, about.parent]
    subprocess.run(run, env={**os.environ, "PYTHONPATH": str(TOOLS)}, check=True, stdout=subprocess.DEVNULL)
    return folder / f"x-{VERSION}-py3-none-any.whl"


class Archive(Case):
    def setUp(self):
        self.path = one("*.tar.gz") if "RECONCILE_TEST_DIST" not in os.environ else one("reconcile-*-linux-gnu.tar.gz")
        self.name = self.path.name.removesuffix(".tar.gz")

    def test_it_holds_the_program_its_papers_and_its_manual(self):
        with tarfile.open(self.path) as archive:
            entries = {entry.name.removeprefix(f"{self.name}/"): entry for entry in archive}
            folder = self.folder()
            archive.extractall(folder, filter="data")
        papers = {"reconcile", "reconcile.cdx.json", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"}
        self.assertLessEqual(papers | SHARED, entries.keys())
        self.assertEqual({name for name in entries if not name.startswith("share/")}, papers)
        for entry in entries.values():
            self.assertEqual((entry.uid, entry.gid, entry.uname, entry.isfile()), (0, 0, "", True), entry.name)
        program = folder / self.name / "reconcile"
        self.assertEqual(self.run_it(program, "-V"), f"reconcile {VERSION}\n")
        for page in (folder / self.name / "share/man/man1").iterdir():
            self.assertIn(".TH", page.read_text(), page)

    def test_the_same_files_make_the_same_archive(self):
        folder = self.folder()
        program = folder / "reconcile"
        program.write_text('#!/bin/sh\nfor last; do :; done\ncase $1 in man) mkdir -p "$last"; last=$last/a.1 ;; esac\necho >"$last"\n')
        program.chmod(0o755)
        wheel = small_wheel(folder / "wheel")
        for made in ("one", "two"):
            pack("x86_64-unknown-linux-gnu", program, wheel, folder / made)
        one_of, two_of = ((folder / made / self.path.name).read_bytes() for made in ("one", "two"))
        self.assertEqual(hashlib.sha256(one_of).digest(), hashlib.sha256(two_of).digest())
        # Windows is given what it can open.
        windows = folder / "reconcile.exe"
        program.rename(windows)
        pack("x86_64-pc-windows-msvc", windows, wheel, folder / "three")
        name = f"reconcile-{VERSION}-x86_64-pc-windows-msvc"
        with zipfile.ZipFile(folder / f"three/{name}.zip") as archive:
            self.assertIn(f"{name}/reconcile.exe", archive.namelist())

    def test_cargo_binstall_finds_it(self):
        told = PACKAGE["metadata"]["binstall"]
        made = {"x86_64-unknown-linux-gnu": self.path.name}
        for target in (*TARGETS, *made):
            given = {**told, **told.get("overrides", {}).get(target, {})}
            suffix, exe = (".zip", ".exe") if given["pkg-fmt"] == "zip" else (".tar.gz", "")
            values = {"repo": REPOSITORY, "version": VERSION, "target": target, "bin": "reconcile"}
            values |= {"archive-suffix": suffix, "binary-ext": exe}

            def fill(text):
                return re.sub(r"\{ *([\w-]+) *\}", lambda found: values[found[1]], text)

            self.assertEqual(fill(given["pkg-url"]), f"{REPOSITORY}/releases/download/v{VERSION}/reconcile-{VERSION}-{target}{suffix}")
            self.assertEqual(fill(given["bin-dir"]), f"reconcile-{VERSION}-{target}/reconcile{exe}")
            self.assertEqual(given["pkg-fmt"] == "zip", "windows" in target)
        self.assertEqual(self.path.name, f"reconcile-{VERSION}-x86_64-unknown-linux-gnu.tar.gz")

    def test_the_first_step_of_the_action_asks_for_names_that_are_made(self):
        asked = set(re.findall(r"target=([\w-]+) ;;", (RELEASE / "install").read_text()))
        self.assertEqual(len(asked), 5)
        self.assertLessEqual(asked, set(TARGETS))


class Wheel(Case):
    def test_it_brings_the_manual_and_completions_where_they_are_looked_for(self):
        folder = self.folder()
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "--quiet", "--no-index"]
        self.run_it(*pip, "--disable-pip-version-check", "--root-user-action=ignore", one("*.whl"))
        for name in SHARED:
            self.assertTrue((folder / name).is_file(), name)
        self.assertEqual(self.run_it(folder / "bin/reconcile", "-V"), f"reconcile {VERSION}\n")
        self.assertEqual(self.run_it(folder / "bin/python", "-m", "reconcile_django", "-V"), f"reconcile {VERSION}\n")
        # pip holds each file against the list of the wheel, and takes all of them away again.
        self.run_it(*pip[:5], "uninstall", "--quiet", "--yes", "--root-user-action=ignore", "reconcile-django")
        self.assertFalse([name for name in SHARED if (folder / name).exists()])

    def test_it_says_what_the_program_is_made_of(self):
        bill = json.loads(one("*.cdx.json").read_text())
        self.assertEqual(bill["bomFormat"], "CycloneDX")
        lock = (ROOT / "Cargo.lock").read_text()
        named = {(part["name"], part["version"]) for part in bill["components"]}
        self.assertIn(("rustls", re.search(r'name = "rustls"\nversion = "(.*)"', lock)[1]), named)

    @unittest.skipUnless("RECONCILE_TEST_DIST" in os.environ, "--whole looks at the program of a release")
    def test_it_runs_on_old_systems(self):
        wheel = one("*.whl")
        self.assertIn("manylinux_2_17_x86_64", wheel.name)
        folder = self.folder()
        with zipfile.ZipFile(wheel) as held:
            (name,) = [name for name in held.namelist() if name.endswith("/scripts/reconcile")]
            program = Path(held.extract(name, folder))
        needed = self.run_it("objdump", "-p", program)
        versions = {tuple(map(int, text.split("."))) for text in re.findall(r"GLIBC_([\d.]+)", needed)}
        self.assertLessEqual(max(versions)[:2], GLIBC)
        self.assertLessEqual(set(re.findall(r"NEEDED +(\S+)", needed)), LIBRARIES)


class Sums(Case):
    def test_every_file_is_named_with_its_sum(self):
        self.run_it("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=dist())
        named = {line.split()[1] for line in (dist() / "SHA256SUMS").read_text().splitlines()}
        self.assertEqual(named | {"SHA256SUMS"}, set(os.listdir(dist())))

    def test_the_formula_has_the_sums_of_the_archives(self):
        folder = self.folder()
        names = [f"reconcile-{VERSION}-{target}.tar.gz" for target in TARGETS]
        listed = folder / "SHA256SUMS"
        listed.write_text("".join(f"{number:064x}  {name}\n" for number, name in enumerate(names)))
        formula = self.python(RELEASE / "formula.py", REPOSITORY, listed)
        pairs = re.findall(r'url "(.*)"\n +sha256 "(.*)"', formula)
        self.assertEqual(len(pairs), 4)
        for url, digest in pairs:
            name = names[int(digest, 16)]
            self.assertEqual(url, f"{REPOSITORY}/releases/download/v{VERSION}/{name}")
        for name in SHARED:
            self.assertIn(re.sub(r"/reconcile(-repair)?\.1$", "/*.1", name), formula)
        if shutil.which("ruby"):
            self.run_it("ruby", "-c", input=formula)
        for hostile in ('https://x"; system("id"); "', "https://x/#{y}", "x"):
            self.assertIn("no address", self.python(RELEASE / "formula.py", hostile, listed, status=1))
        # A dry run of one machine has no archive that a formula could name.
        self.assertIn("def install", one("reconcile.rb").read_text())


class Notes(Case):
    """The text of a release, and what stops one."""

    def notes(self, changelog, tag=None, status=0, repository=None, install="", **more):
        root = self.folder()
        (root / "release").mkdir()
        shutil.copy(RELEASE / "notes.py", root / "release")
        manifest = f'[package]\nname = "x"\nversion = "1.2.3"\n'
        (root / "Cargo.toml").write_text(manifest + (f'repository = "{repository}"\n' if repository else ""))
        (root / "CHANGELOG.md").write_text(changelog)
        (root / "docs").mkdir()
        (root / "README.md").write_text("x\n")
        (root / "docs/install.md").write_text(install)
        environment = {"PATH": os.environ["PATH"], **more}
        arguments = [] if tag is None else [tag]
        return self.python(root / "release/notes.py", *arguments, status=status, env=environment)

    GOOD = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- a\n\n## [1.2.2] - 2025-01-31\n\n- b\n\n[1.2.3]: x\n"

    def test_the_section_of_the_version(self):
        self.assertEqual(self.notes(self.GOOD, "v1.2.3"), "### Added\n\n- a\n")

    def test_another_tag_or_heading(self):
        self.assertIn("it has to be v1.2.3", self.notes(self.GOOD, "v1.2.4", status=1))
        self.assertIn("it has to be v1.2.3", self.notes(self.GOOD, "1.2.3", status=1))
        self.assertIn("1.2.2 stands on top", self.notes("## [1.2.2]\n\n- a\n", status=1))
        self.assertIn("nothing is said of 1.2.3", self.notes("## [1.2.3]\n\n## [1.2.2]\n\n- a\n", status=1))
        self.assertIn("no version has a heading", self.notes("# Changelog\n", status=1))

    def test_what_is_not_yet_below_a_version(self):
        changelog = self.GOOD.replace("## [Unreleased]\n", "## [Unreleased]\n\n- c\n")
        self.assertIn("[Unreleased] is not empty", self.notes(changelog, status=1))

    def test_a_repository_that_binstall_would_not_find(self):
        place = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "owner/repository"}
        self.assertIn(f'write repository = "{REPOSITORY}"', self.notes(self.GOOD, status=1, **place))
        self.notes(self.GOOD, repository=REPOSITORY, **place)

    def test_a_page_that_says_there_was_no_release_yet(self):
        given = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "owner/repository"}
        given.update(repository=REPOSITORY, install="Nothing is published yet: build it.")
        self.assertIn("docs/install.md: take out", self.notes(self.GOOD, "v1.2.3", status=1, **given))
        self.notes(self.GOOD, **given)

    def test_this_repository_has_what_a_release_needs(self):
        self.python(RELEASE / "notes.py", f"v{VERSION}")


class Image(Case):
    """The container's way to its registry, with something that stands in for Docker and notes what it is asked."""

    def asked(self, *words):
        home = self.folder()
        docker = home / "docker"
        docker.write_text('#!/bin/sh\necho "$*" >>"$0.asked"\n')
        docker.chmod(0o755)
        environment = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
        self.run_it(RELEASE / "image", *words, env=environment)
        return (home / "docker.asked").read_text().splitlines()

    def test_a_part_is_kept_in_a_file_and_pushed_from_it(self):
        tag = "ghcr.io/Owner/Repository:1.2.3-amd64"
        small = tag.lower()
        built = self.asked("build", tag, "image.tar")
        self.assertIn(f"build --tag {small} ", built[0])
        self.assertEqual(built[-1], f"save --output image.tar {small}")
        self.assertEqual(self.asked("push", tag, "image.tar"), ["load --input image.tar", f"push {small}"])

    def test_a_version_before_another_is_not_the_latest(self):
        latest = "--tag ghcr.io/o/r:latest"
        self.assertIn(latest, self.asked("join", "ghcr.io/o/r:1.2.3", "ghcr.io/o/r:1.2.3-amd64")[0])
        self.assertNotIn(latest, self.asked("join", "ghcr.io/o/r:1.2.3-rc.1", "ghcr.io/o/r:1.2.3-rc.1-amd64")[0])


class Pages(Case):
    def test_the_pages_name_the_version_of_this_release(self):
        pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs/examples").iterdir()]
        named = {}
        for page in pages:
            for version in re.findall(r"reconcile-django==([\w.]+)", page.read_text(encoding="utf-8")):
                named.setdefault(version, []).append(page.name)
        self.assertEqual(list(named), [VERSION], named)

    def test_no_page_installs_the_package_of_somebody_else(self):
        installing = re.compile(r"(?:\binstall|--from)((?: +--?[a-z-]+)*) +(reconcile[\w.*=-]*)")
        pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs/examples").iterdir()]
        told = [found[2] for page in pages for found in installing.finditer(page.read_text(encoding="utf-8"))]
        own = {"reconcile-django", f"reconcile-django=={VERSION}", "reconcile_django-*.whl", "reconcile-*"}
        self.assertEqual(set(told) - own, set())
        self.assertGreater(len(told), 5, told)
