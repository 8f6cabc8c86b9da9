#!/usr/bin/env python3
"""Usage: release/pack.py TARGET PROGRAM WHEEL DIST

Fills DIST for TARGET: the wheel with the manual and completions in it, an archive with the same beside the program,
and the list of what the program is made of (SBOM, CycloneDX), which maturin wrote into the wheel.
The same files make the same archive, whenever and by whom it is made.
"""

import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from notes import ROOT, package

COMPLETIONS = {
    "bash": "bash-completion/completions/reconcile",
    "zsh": "zsh/site-functions/_reconcile",
    "fish": "fish/vendor_completions.d/reconcile.fish",
}


def shared(program, share):
    """The manual and the completions, where a prefix such as /usr/local or an environment of Python has them."""
    subprocess.run([program, "man", "--folder", share / "man/man1"], check=True)
    for shell, name in COMPLETIONS.items():
        file = share / name
        file.parent.mkdir(parents=True)
        subprocess.run([program, "completions", shell, "--output", file], check=True)


def repack(wheel, share, dist):
    """The wheel with `share` in it; its list of hashes is written anew."""
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "wheel"]
        subprocess.run([*run, "unpack", "--dest", folder, wheel], check=True, stdout=subprocess.DEVNULL)
        (root,) = Path(folder).iterdir()
        (data,) = root.glob("*.data")
        copy(share, data / "data/share")
        subprocess.run([*run, "pack", "--dest-dir", dist, root], check=True, stdout=subprocess.DEVNULL)


def copy(source, target):
    for file in files(source):
        to = target / file.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(file.read_bytes())


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sbom(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".cyclonedx.json")]
        return archive.read(name)


def write_tar(target, entries, moment):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data, mode in entries:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(data), mode, moment
            archive.addfile(entry, io.BytesIO(data))
    target.write_bytes(gzip.compress(buffer.getvalue(), compresslevel=6, mtime=0))


def write_zip(target, entries, moment):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in entries:
            entry = zipfile.ZipInfo(name, time.gmtime(moment)[:6])
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def main(target, program, wheel, dist):
    program, wheel, dist = Path(program).resolve(), Path(wheel), Path(dist)
    dist.mkdir(exist_ok=True)
    name = f"reconcile-{package()['version']}-{target}"
    bill = sbom(wheel)
    (dist / f"{name}.cdx.json").write_bytes(bill)
    with tempfile.TemporaryDirectory() as folder:
        share = Path(folder) / "share"
        shared(program, share)
        repack(wheel, share, dist)
        entries = [(program.name, program.read_bytes(), 0o755), ("reconcile.cdx.json", bill, 0o644)]
        for file in ("CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"):
            entries.append((file, (ROOT / file).read_bytes(), 0o644))
        for file in files(share):
            entries.append((file.relative_to(folder).as_posix(), file.read_bytes(), 0o644))
    entries = [(f"{name}/{path}", data, mode) for path, data, mode in sorted(entries)]
    write, suffix = (write_zip, "zip") if program.suffix == ".exe" else (write_tar, "tar.gz")
    write(dist / f"{name}.{suffix}", entries, int(os.environ["SOURCE_DATE_EPOCH"]))


main(*sys.argv[1:5])
