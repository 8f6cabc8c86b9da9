#!/usr/bin/env python3
"""Usage: release/formula.py REPOSITORY SHA256SUMS

Prints the formula of Homebrew for the archives that SHA256SUMS lists. REPOSITORY is its address, whose releases hold
them.
"""

import re
import sys
from pathlib import Path

from notes import package

FORMULA = """class Reconcile < Formula
  desc "Does the database hold what django_migrations says?"
  homepage "{repository}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]
{systems}
  def install
    bin.install "reconcile"
    man1.install Dir["share/man/man1/*.1"]
    bash_completion.install "share/bash-completion/completions/reconcile"
    zsh_completion.install "share/zsh/site-functions/_reconcile"
    fish_completion.install "share/fish/vendor_completions.d/reconcile.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/reconcile -V")
  end
end"""

MACHINES = {
    "macos": {"arm": "aarch64-apple-darwin", "intel": "x86_64-apple-darwin"},
    "linux": {"arm": "aarch64-unknown-linux-musl", "intel": "x86_64-unknown-linux-musl"},
}


def system(name, machines, sums, address):
    lines = []
    for machine, target in machines.items():
        archive = f"reconcile-{package()['version']}-{target}.tar.gz"
        # A dry run has not built for every machine.
        if archive in sums:
            lines += [f"    on_{machine} do", f'      url "{address}/{archive}"', f'      sha256 "{sums[archive]}"', "    end"]
    return ["", f"  on_{name} do", *lines, "  end"] if lines else []


def main(repository, listed):
    if not re.fullmatch(r"https?://[\w./:-]+", repository):
        sys.exit(f"release/formula.py: {repository} is no address of a repository")
    lines = Path(listed).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split() for line in lines)}
    version = package()["version"]
    address = f"{repository}/releases/download/v{version}"
    systems = [line for name, machines in MACHINES.items() for line in system(name, machines, sums, address)]
    print(FORMULA.format(repository=repository, version=version, systems="\n".join(systems) + "\n"))


main(*sys.argv[1:3])
