"""Make what two runs of one program printed the same: what no run can repeat is replaced, in place.

Usage: normalise.py FOLDER...

Replaced are times, durations, names of temporary folders and of the tests' databases, the server's identity and
port, whose run it was, and transaction ids and oids of snapshots: those keep their order. JSON is written one value
a line, keys as they came, and a text one word a line, so that a difference is short.
"""

import json
import re
import sys
from pathlib import Path

# Keys of JSON whose values no run can repeat: a manifest, which the digest is of, says when it was made.
ONCE = {
    "started_at", "taken_at", "recorded_at", "applied", "duration_ms", "by", "system", "database_oid", "address",
    "digest",
}

# A database's identity; a column's is a word.
IDENTITY = re.compile("[0-9a-f]{16}")

TEXTS = [
    (re.compile(r"(/|%2F)tmp(/|%2F)[A-Za-z0-9._-]+"), r"\1tmp\2FOLDER"),
    (re.compile(r"test_\d+\b"), "test_N"),
    (re.compile(r"\d{4}-\d\d-\d\d[T\s]+\d\d:\d\d(:\d\d(\.\d+)?)?(\s*(Z|UTC|[+-]\d\d(:?\d\d)?))?"), "TIME"),
    (re.compile(r"\b\d+(\.\d+)?(?= ?(ms|s|seconds?)\b)"), "TIME"),
    (re.compile(r'(?<=time=")[\d.]+'), "TIME"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), r"\1:PORT"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "ADDRESS"),
]

# In a text it is one of a stored run; in JSON, one of what was read.
DIGEST = re.compile(r"\bsha256:[0-9a-f]{64}\b")

# FirstNormalObjectId of transam.h: below is what initdb made.
FIRST_OID = 16384
# Numbers of a snapshot's catalog that are no oids, however large.
NO_OIDS = {"start", "increment", "min", "max", "cache", "modifier", "version", "unmodelled", "text"}


def text(value):
    for pattern, stand_in in TEXTS:
        value = pattern.sub(stand_in, value)
    return value


def numbers(value, key, wanted, found):
    """Collects the numbers below `value` that `wanted` takes for ids, by the key that they stand under."""
    if isinstance(value, dict):
        for inner, below in value.items():
            numbers(below, inner, wanted, found)
    elif isinstance(value, list):
        for below in value:
            numbers(below, key, wanted, found)
    elif isinstance(value, int) and not isinstance(value, bool) and wanted(key, value):
        found.add(value)
    return found


def ranked(value, key, wanted, ranks):
    """The same value with each id replaced by its rank."""
    if isinstance(value, dict):
        return {inner: ranked(below, inner, wanted, ranks) for inner, below in value.items()}
    if isinstance(value, list):
        return [ranked(below, key, wanted, ranks) for below in value]
    if isinstance(value, int) and not isinstance(value, bool) and wanted(key, value):
        return ranks[value]
    return value


def is_xid(key, _):
    return key == "xmin"


def is_oid(key, value):
    return key not in NO_OIDS and key != "xmin" and value >= FIRST_OID


def with_ranks(value, wanted, name):
    found = sorted(numbers(value, "", wanted, set()))
    return ranked(value, "", wanted, {number: f"{name} {at}" for at, number in enumerate(found)})


def plain(value, key=""):
    is_once = key in ONCE or (key == "identity" and IDENTITY.fullmatch(str(value)))
    if is_once and value is not None:
        return "ONCE"
    if isinstance(value, dict):
        return {text(inner): plain(below, inner) for inner, below in value.items()}
    if isinstance(value, list):
        return [plain(below) for below in value]
    return text(value) if isinstance(value, str) else value


def json_text(value):
    if isinstance(value, dict) and "catalog" in value and "records" in value:
        catalog = with_ranks(value["catalog"], is_oid, "oid")
        value = with_ranks(value | {"catalog": catalog}, is_xid, "xid")
    return json.dumps(plain(value), indent=1, ensure_ascii=False) + "\n"


def normalised(content):
    try:
        value = json.loads(content)
    except ValueError:
        # Where a line is broken hangs on names and times.
        words = DIGEST.sub("DIGEST", text(content)).split()
        return "\n".join(words) + "\n"
    return json_text(value)


def main():
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                content = path.read_text(encoding="utf-8", errors="surrogateescape")
                path.write_text(normalised(content), encoding="utf-8", errors="surrogateescape")


if __name__ == "__main__":
    main()
