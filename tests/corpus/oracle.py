"""PostgreSQL's own word on a ledger: what its SQL makes, against what `migrate` made.

The stored outputs of the plan run on an empty database, in order and statement by statement: a
statement that fails is noted and skipped, and the rest of its file is not lost. So the transaction
that Django prints around a migration is left out.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ASPECTS = (Path(__file__).parent / "aspects.sql").read_text(encoding="utf-8")
# Django keeps it itself: no migration prints it.
RECORDS = "django_migrations"
SAID = re.compile(r"^psql:<stdin>:(\d+): (ERROR|STATEMENT):  ", re.MULTILINE)


@dataclass
class Failure:
    """A statement that the server refused; `line` is the one where it ends."""

    file: str
    line: int
    error: str
    statement: str


@dataclass
class Oracle:
    failures: list
    # By object, which is (type, schema, table, name): by aspect, the value in the migrated database
    # and the one that the ledger makes. The empty aspect is the object itself.
    differences: dict
    # By type, the aspects that are told apart.
    aspects: dict
    # By sequence, the table and the column that own it in either database, as objects.
    owners: dict
    # What the stored outputs say, to look a name up in.
    text: str


def ask(cluster, ledger, migrated, empty):
    """Fills the database `empty` from the ledger and compares it with `migrated`."""
    failures, texts = [], []
    for entry in json.loads((ledger / "manifest.json").read_text(encoding="utf-8"))["migrations"]:
        file = f"{entry['app']}/{entry['name']}.sql"
        if (ledger / file).exists():
            text = (ledger / file).read_text(encoding="utf-8")
            texts.append(text)
            if entry["in_plan"]:
                failures += replay(cluster, empty, file, text)
    live, made = objects(cluster, migrated), objects(cluster, empty)
    return Oracle(
        failures, differences(live, made), aspects_told_apart(live, made), {**owners(live), **owners(made)}, "".join(texts)
    )


def without_transaction(text):
    """The same lines, without the `BEGIN` and `COMMIT` that Django prints around them."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if filled and (lines[filled[0]], lines[filled[-1]]) == ("BEGIN;", "COMMIT;"):
        lines[filled[0]] = lines[filled[-1]] = ""
    return "\n".join(lines)


def replay(cluster, database, file, text):
    done = cluster.run_psql(database, without_transaction(text), "--set=VERBOSITY=terse", "--set=ECHO=errors")
    parts = SAID.split(done.stderr)[1:]
    said = list(zip(parts[0::3], parts[1::3], parts[2::3]))
    if done.returncode != 0 or bool(said) != bool(done.stderr):
        raise RuntimeError(f"{file}: {done.stderr}")
    errors = [(line, body) for line, word, body in said if word == "ERROR"]
    statements = [body for _line, word, body in said if word == "STATEMENT"]
    for (line, error), statement in zip(errors, statements, strict=True):
        yield Failure(file, int(line), error.strip(), statement.strip())


def objects(cluster, database):
    """What a database holds, by object and aspect."""
    # An empty search_path makes the server qualify every name that it prints.
    done = cluster.run_psql(database, f"SET search_path = ''; SELECT json_agg(a) FROM ({ASPECTS}) a;")
    if done.stderr:
        raise RuntimeError(done.stderr)
    found = {}
    for row in json.loads(done.stdout):
        key = (row["type"], row["schema"], row["relation"], row["name"])
        if RECORDS not in (row["relation"], row["name"].removesuffix("_id_seq")):
            found.setdefault(key, {})[row["aspect"]] = row["value"]
    return found


def differences(live, made):
    found = {}
    for key in sorted(live.keys() | made.keys(), key=str):
        if key not in live or key not in made:
            found[key] = {"": (key[3] if key in live else None, key[3] if key in made else None)}
            continue
        aspects = sorted(live[key].keys() | made[key].keys())
        pairs = {aspect: (live[key].get(aspect), made[key].get(aspect)) for aspect in aspects}
        unlike = {aspect: pair for aspect, pair in pairs.items() if pair[0] != pair[1]}
        if unlike:
            found[key] = unlike
    return found


def aspects_told_apart(*sides):
    told = {}
    for side in sides:
        for key, aspects in side.items():
            told.setdefault(key[0], set()).update(aspects)
    return told


def owners(side):
    found = {}
    for key, aspects in side.items():
        if aspects.get("owned_by"):
            schema, table, column = aspects["owned_by"].split(".", 2)
            found[key] = [("table", schema, table, table), ("column", schema, table, column)]
    return found
