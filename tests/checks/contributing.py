"""Holds CONTRIBUTING.md against what it repeats: the commands of the justfile, and the picture of the architecture.

With RECONCILE_WRITE_DOCS set it writes them instead.
"""

import difflib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
TABLE = "| what | by just | or without |\n|---|---|---|\n"
PICTURE = "## The rooms in one picture\n\n```text\n"


def just(*arguments):
    command = ["just", "--justfile", str(ROOT / "justfile"), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def recipes():
    """What just itself reads in the justfile, in its order."""
    known = json.loads(just("--dump", "--dump-format", "json"))["recipes"]
    return [known[name] for name in just("--unsorted", "--summary").split()]


def row(recipe):
    """One line: a recipe is one command, and says in a comment what it is for."""
    lines = ["".join(line) for line in recipe["body"]]
    if len(lines) != 1 or not recipe["doc"]:
        sys.exit(f"justfile: {recipe['name']} is not one command with a comment above it")
    script = lines[0].split()[0]
    if "/" in script and not os.access(ROOT / script, os.X_OK):
        sys.exit(f"justfile: there is no script {script}")
    parameters = " ".join(parameter["name"].upper() for parameter in recipe["parameters"])
    typed = f"just {recipe['name']} {parameters}".strip()
    command = lines[0].replace('"$@"', parameters).replace("|", "\\|")
    return f"| {recipe['doc']} | `{typed}` | `{command}` |\n"


def picture():
    """The picture of docs/architecture.md, whose rooms are folders of src/, each of them."""
    _, _, rest = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition(PICTURE)
    shown = rest.partition("```\n")[0]
    rooms = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
    named = set(re.findall(r"([a-z_]+)/", shown))
    if rooms != named:
        sys.exit(f"the picture of docs/architecture.md and src/ do not have the same rooms: {sorted(rooms ^ named)}")
    return shown


def with_part(page, head, old, part):
    """The page, with what its head is followed by replaced."""
    begin, matched = page.find(head), None
    if begin >= 0:
        matched = re.compile(old, re.DOTALL).match(page, begin + len(head))
    if not matched:
        sys.exit(f"CONTRIBUTING.md does not say any more\n{head}")
    return page[: matched.start()] + part + page[matched.end() :]


def main():
    page = PAGE.read_text(encoding="utf-8")
    wanted = with_part(page, TABLE, r"(\|[^\n]*\n)*", "".join(map(row, recipes())))
    wanted = with_part(wanted, PICTURE, r".*?(?=```\n)", picture())
    if page == wanted:
        return
    if "RECONCILE_WRITE_DOCS" in os.environ:
        PAGE.write_text(wanted, encoding="utf-8")
        return
    changed = difflib.unified_diff(page.splitlines(), wanted.splitlines(), "CONTRIBUTING.md", "what it repeats", lineterm="")
    print("\n".join(changed))
    sys.exit("CONTRIBUTING.md is not what the justfile and docs/architecture.md say: RECONCILE_WRITE_DOCS=1 tests/checks/run contributing")


main()
