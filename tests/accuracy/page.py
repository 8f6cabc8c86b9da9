"""The page of figures, from the files of figures: page.py FOLDER."""

import json
import sys
from pathlib import Path

HEAD = """\
# How accurate it is

Written by `tests/accuracy/run` from what it measured; no figure here was typed. How many faults of each sort and how many
sequences are tried are its options (`--faults`, `--sequences`).

The two questions are: is the tool silent on a database that ran its migrations, and does it find whatever contradicts
them? Each is put to a judge that is not the tool: a PostgreSQL server.
"""

CORPUS = """\
## Real projects

Each project is migrated for real, and `sqlmigrate` is stored on the way. PostgreSQL runs the stored outputs on an empty
database, and says which objects differ from the migrated one (`sqlmigrate` is a prediction, and not always a true one).
An error or warning on an object that does not differ is *unexplained*; an object that differs without one is *missed*.
"""

MATRIX = """\
## Faults

Faults that SQL can do to the objects of a Django project with objects of all kinds: the list comes from the catalog, and
which migration set what from a look at the catalog after each migration. Of each sort of fault a number is tried,
spread over the objects. Faults of different sorts on different tables share a fresh copy of the database; where the report
is not exactly these faults, each is judged alone.

*Recall*: the fault was found, with its kind, object and aspect. *Precision*: findings that were the fault, of all findings.
*Attribution*: found faults that were laid at a migration that set what is damaged. A fault in what the report says it did
not compare is counted apart: it is not found, and not denied either. Findings that point at the fault as their
`root_cause` are not counted; where a definition was changed, `undecided` counts as found.
"""

ORACLE = """\
## Generated DDL

Sequences of statements, in Django's style and written by hand, are generated and run on the server. What it took becomes
the ledger of one migration, and the tool must have nothing to say of the database. A sequence *differs* where it has.
"""

REPAIR = """\
## Repairs of several faults at once

Of the faults above, and of those that the same queries find in the databases of the real projects, 2 to 12 are drawn and
done to a copy at once, every other time one whose tables hold rows. Psql runs the file of `reconcile repair` twice. A set is
*wrong* where psql fails; where something is told afterwards that the file neither asks about nor foretold, or that is not what
its head foretold; where it asks nothing and `pg_dump` does not print the undamaged schema; or where a row is not there any
more, or is another one. A set is *stopped by rows* where these break a rule that is put in force again: a table that was
dropped is made empty, and rows still point at it.
"""

LIMITS = """\
## What these figures do not say

- A fault in what a catalog does not hold (rows, files, settings of the server) is not looked for.
- The projects are a choice. Another one may hold a statement that nobody here has met: it is then listed as opaque or
  unreadable in the report, and what it does to the schema counts as not measured.
- A damage that the server itself refuses is no fault, and is not counted.
- Not among the faults: a changed definition of an index or constraint that the ledger knows by another generated name
  (told as one missing and one unexpected), and a `VALIDATE` by hand (it makes nothing weaker).
- Where the tool cannot prove two definitions equal or different it says *undecided*, a warning. The matrix counts that as
  found where a change was made, and the other two measures count it as a false alarm where none was.
"""


def read(folder, pattern):
    """The figures of files like `matrix-15.json`, by number."""
    files = sorted(folder.glob(pattern), key=lambda file: int(file.stem.rpartition("-")[2]))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def table(head, rows):
    """Numbers stand on the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return "\n".join([line(head), line(["---"] + ["--:"] * (len(head) - 1)), *map(line, rows)]) + "\n"


def share(part, whole):
    return f"{part / whole:.2%} ({part} of {whole})" if whole else "-"


def corpus(figures):
    projects = list(figures.values())
    names = [name for name in projects[0] if name != "seconds"]
    return table(["", *figures], [[name, *(project[name] for project in projects)] for name in names])


def matrix(runs):
    rows = [
        [
            f"PostgreSQL {run['server_version']}",
            run["sorts"],
            run["per_sort"],
            run["objects"],
            run["judged"],
            run["unmeasured"],
            share(run["found"], run["judged"]),
            share(run["found"], run["findings"]),
            share(run["attributed"], run["found"]),
        ]
        for run in runs
    ]
    yield table(["", "sorts", "at most of each", "objects", "faults", "said to be unmeasured", "recall", "precision", "attribution"], rows)
    # One server tells the sorts: the newest of the longest runs.
    longest = max(runs, key=lambda run: run["judged"])
    yield f"<details><summary>Faults of each sort on PostgreSQL {longest['server_version']}</summary>\n"
    counts = longest["by_sort"].items()
    names = ["judged", "found", "undecided", "attributed"]
    yield table(["", *names], [[sort, *(count[name] for name in names)] for sort, count in counts])
    yield "</details>\n"


def oracle(runs):
    names = ["sequences", "taken", "refused", "differ"]
    rows = [[f"PostgreSQL {run['server_version']}", *(run[name] for name in names)] for run in runs]
    yield table(["", "sequences", "statements taken", "statements refused", "sequences that differ"], rows)


def repair(runs):
    names = ["sets", "faults", "findings", "asked", "stopped", "wrong"]
    rows = [
        [f"{ground}, PostgreSQL {run['server_version'].split()[0]}", *(count[name] for name in names)]
        for run in runs
        for ground, count in run["grounds"].items()
    ]
    yield table(["", "sets", "faults", "findings", "of these asked about", "stopped by rows", "wrong"], rows)


def page(folder):
    yield HEAD
    projects = folder / "corpus.json"
    if projects.exists():
        yield CORPUS
        yield corpus(json.loads(projects.read_text(encoding="utf-8")))
    for text, show, pattern in [(MATRIX, matrix, "matrix-*.json"), (REPAIR, repair, "repair-*.json"), (ORACLE, oracle, "oracle-*.json")]:
        runs = read(folder, pattern)
        if runs:
            yield text
            yield from show(runs)
    yield LIMITS


if __name__ == "__main__":
    print("\n".join(page(Path(sys.argv[1]))), end="")
