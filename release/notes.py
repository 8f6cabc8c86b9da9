#!/usr/bin/env python3
"""Usage: release/notes.py [TAG]

Prints what CHANGELOG.md says of the version that Cargo.toml names: the text of its release. It fails where a
release of it could not be right: another TAG, another version on top of CHANGELOG.md, and, in a workflow, another
`repository` in Cargo.toml, as `cargo binstall` looks there, or a page that says there was no release yet.
"""

import os
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_RELEASE = "Nothing is published yet"


def package():
    return tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]


def newest(changelog):
    """The version on top, and what stands below it."""
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    for section in sections:
        heading, _, text = section.partition("\n")
        version = re.match(r"\[?([^\]\s]+)\]?", heading)[1]
        if version.lower() != "unreleased":
            # Links to other versions stand at the end of the file.
            return version, re.split(r"^\[[^\]]+\]: ", text, flags=re.MULTILINE)[0].strip()
        if text.strip():
            sys.exit(f"CHANGELOG.md: [Unreleased] is not empty; move it below a heading of the version:\n{text.strip()}")
    sys.exit("CHANGELOG.md: no version has a heading (## [1.2.3] - 2026-01-31)")


def main(tag=None):
    told = package()
    version = told["version"]
    if tag not in (None, f"v{version}"):
        sys.exit(f"Cargo.toml: the version is {version}, and the tag is {tag}; it has to be v{version}")
    on_top, text = newest((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    if on_top != version:
        sys.exit(f"CHANGELOG.md: {on_top} stands on top, and Cargo.toml has {version}; write its section")
    if not text:
        sys.exit(f"CHANGELOG.md: nothing is said of {version}; write what changed")
    if "GITHUB_REPOSITORY" in os.environ:
        here = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}"
        if told.get("repository") != here:
            sys.exit(f'Cargo.toml: write repository = "{here}" into [package]: cargo binstall looks there')
        for page in ("README.md", "docs/install.md"):
            if tag and NO_RELEASE in (ROOT / page).read_text(encoding="utf-8"):
                sys.exit(f'{page}: take out "{NO_RELEASE}"')
    print(text)


if __name__ == "__main__":
    main(*sys.argv[1:2])
