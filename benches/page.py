"""The page of what a run costs, from the file of figures: page.py FIGURES."""

import json
import math
import statistics
import sys
from pathlib import Path

HEAD = """\
# How fast it is

Written by `benches/run` from what it measured; no figure here was typed. All programs ran in turn on one machine and one server, so
that what else the machine did fell on each alike: the ratios say more than the seconds. Each row is of {times} runs of a whole
process. On a machine with other work (see its load) wall times say little, and CPU times most. Memory is the most that the
process held.

| | |
|---|---|
| machine | {cores} cores of {cpu}, {memory} GB, {system}; load when it began: {load:.1f} |
| server | {server}, on the same machine, reached by its socket |
| program | {program}, {size:.0f} MB |
"""

SIZES = """\
## A whole run, beside pg_dump

`pg_dump --schema-only` reads about the same of the catalog, and compares nothing. Each table has 12 columns, 4 indexes, 2 foreign
keys, a unique constraint and a check; a tenth as many migrations as tables made and changed them. `reconcile` is a run that the
history keeps, the second and later ones.

| database | program | median s | p90 s | of pg_dump | own CPU s | server's CPU s | CPU of pg_dump's | memory MB |
|---|---|--:|--:|--:|--:|--:|--:|--:|
"""

GROWTH = """\
*Growth*: wall time grows with the number of tables to the power of the exponent; 1 is a straight line.

| from | to | program | times as long | exponent |
|--:|--:|---|--:|--:|
"""

PEERS = """\
## Beside other programs

What looks for drift on a database of {tables} tables that `migrate` made. `migra` and Alembic hold it against a second database that is
right, the others against migrations or models. They look at less, and say of no difference which migration it is of.

| program | median s | p90 s | own CPU s | server's CPU s | memory MB |
|---|--:|--:|--:|--:|--:|
"""

CAPTURE = """\
## Filling the ledger

Of a project of {tables} tables in some 50 migrations. `plan` prints each migration with the state before it; `sqlmigrate` does so one
by one, and so loads the project's state anew each time unless Django keeps it.

| program | median s | of migrate | own CPU s | memory MB |
|---|--:|--:|--:|--:|
"""

WHERE = """\
## Where the time goes

Two things go on at the same time: the ledger is read, on one thread, while the server answers a fixed number of queries, however
many tables there are (`tests/acceptance/asked.rs` counts them). What is short in a run is known; what is long is one of these.

- **The server.** Columns, constraints and indexes are tens of thousands of rows, and each costs the server what it costs to
  send. Expressions cost more: to print a check or a condition of an index the server opens its table, so of those that are stored
  alike one is printed. Twice all of what prints are made of is counted, before and after, so that a reading is of one moment.
- **The way to the server.** Each query waits for the one before it: some thirty-five of them on a plain database, and twenty more where there are
  objects of all rarer kinds. So a run from afar takes at least so often the way to the server and back.
- **The ledger.** Each statement is split, read and replayed; the comparison then holds attribute by attribute, some tables at a
  time on each core, or a schema on each where there are many.
- **Memory.** Both schemas are held whole. It grows with the number of columns, constraints and indexes.

`--no-history` leaves out what the history costs. `-v` adds the self-check, for which the server prints each definition whole.
"""


def figures_of(measured):
    """Median and p90 of wall time, medians of the process's and the server's CPU time, most memory."""
    walls = sorted(one["wall"] for one in measured)
    p90 = walls[min(len(walls) - 1, math.ceil(len(walls) * 0.9) - 1)]
    cpu, server = (statistics.median(one[of] for one in measured) for of in ("cpu", "server"))
    return statistics.median(walls), p90, cpu, server, max(one["memory"] for one in measured)


def label(size):
    if size["tenants"]:
        return "%s schemas of 20 tables" % format(size["tenants"], ",")
    return "%s tables" % format(size["tables"], ",")


def sizes(figures):
    yield SIZES.rstrip("\n")
    for size in figures:
        base, _, own, of_server, _ = figures_of(size["measured"]["pg_dump --schema-only"])
        for name, measured in size["measured"].items():
            wall, p90, cpu, server, memory = figures_of(measured)
            row = (label(size), name, wall, p90, wall / base, cpu, server, (cpu + server) / (own + of_server), memory)
            yield "| %s | `%s` | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f |" % row


def growth(figures):
    plain = [size for size in figures if not size["tenants"]]
    if len(plain) < 2:
        return
    yield "\n" + GROWTH.rstrip("\n")
    for small, large in zip(plain, plain[1:]):
        for name in small["measured"]:
            times = figures_of(large["measured"][name])[0] / figures_of(small["measured"][name])[0]
            exponent = math.log(times) / math.log(large["tables"] / small["tables"])
            row = (format(small["tables"], ","), format(large["tables"], ","), name, times, exponent)
            yield "| %s | %s | `%s` | %.1f | %.2f |" % row


def peers(figures):
    yield "\n" + PEERS.format(tables=figures["tables"]).rstrip("\n")
    for name, measured in figures["measured"].items():
        yield "| `%s` | %.2f | %.2f | %.2f | %.2f | %.0f |" % (name, *figures_of(measured))


def capture(figures):
    yield "\n" + CAPTURE.format(tables=figures["tables"]).rstrip("\n")
    base = figures_of(figures["measured"]["manage.py migrate"])[0]
    for name, measured in figures["measured"].items():
        wall, _, cpu, _, memory = figures_of(measured)
        yield "| `%s` | %.1f | %.2f | %.1f | %.0f |" % (name, wall, wall / base, cpu, memory)


def main():
    figures = json.loads(Path(sys.argv[1]).read_text())
    machine = figures["machine"]
    print(HEAD.format(**{**machine, "size": machine["size"] / 1e6}))
    for line in (*sizes(figures["sizes"]), *growth(figures["sizes"])):
        print(line)
    if "peers" in figures:
        for line in (*peers(figures["peers"]), *capture(figures["capture"])):
            print(line)
    print("\n" + WHERE + "\nThe words are in [glossary.md](glossary.md).")


if __name__ == "__main__":
    main()
