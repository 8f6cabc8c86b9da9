"""Inputs to begin with, made of the repository's own test data: seeds.py FOLDER fills FOLDER/TARGET."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST = 4096
SQL = re.compile(
    r"\s*(--|ABORT|ALTER|BEGIN|COMMENT|CREATE|DELETE|DO|DROP|GRANT|INSERT|REVOKE|SELECT|SET|UPDATE|WITH)\b", re.I
)
LITERAL = re.compile(r'(?<![A-Za-z])(?:r(#+)"(.*?)"\1|"((?:[^"\\]|\\.)*)")', re.S)
BODY = re.compile(r"\bDO\s+(\$\w*\$)(.*)\1", re.S | re.I)
ESCAPES = {r"\"": '"', r"\n": "\n", r"\\": "\\", r"\t": "\t"}


def literals(path: Path) -> Iterator[str]:
    """The strings of a Rust file."""
    for match in LITERAL.finditer(path.read_text()):
        if match[2] is not None:
            yield match[2]
            continue
        text = re.sub(r"\\\n\s*", "", match[3])
        yield re.sub(r'\\["nt\\]', lambda escape: ESCAPES[escape[0]], text)


def statements() -> Iterator[str]:
    """SQL of the tests, whole where it is short, else by paragraphs and by statements."""
    for path in sorted([*Path("ledgers").rglob("*.sql"), *Path("tests").rglob("*.sql")]):
        text = path.read_text()
        yield text
        for part in re.split(r";\n|\n\n|\n-- ##.*\n", text):
            yield part.strip()
    for folder in ["src/sql", "src/effect", "src/replay", "tests/acceptance"]:
        for path in sorted(Path(folder).rglob("*.rs")):
            yield from (text for text in literals(path) if SQL.match(text))


def pairs() -> Iterator[str]:
    """Expressions as a ledger has them, and as a server prints them."""
    for name in ["same", "other"]:
        for line in Path(f"tests/data/expressions/{name}.jsonl").read_text().splitlines():
            pair = json.loads(line)
            yield from (f"{pair['ledger']}\n--\n{live}" for live in pair["live"])


def shortened(value: object, most: int) -> object:
    """The same with lists of at most so many items."""
    if isinstance(value, dict):
        return {key: shortened(item, most) for key, item in value.items()}
    return [shortened(item, most) for item in value[:most]] if isinstance(value, list) else value


def documents(path: str) -> Iterator[str]:
    """A JSON file, at several lengths."""
    whole = json.loads(Path(path).read_text())
    yield from (json.dumps(shortened(whole, most)) for most in [0, 1, 2, 3, 5, 8])


def settings() -> Iterator[str]:
    for path in ["reconcile.toml", "docs/examples/reconcile.toml", "src/cli/setup/reconcile.toml"]:
        text = Path(path).read_text()
        yield text
        yield re.sub(r"^# ?(?=[\[a-z_]+.* = |\[)", "", text, flags=re.M)
    for path in ["src/cli/config.rs", "src/cli/misplaced.rs", "src/cli/waivers.rs"]:
        yield from (text for text in literals(Path(path)) if " = " in text)


def of_targets() -> Iterator[tuple[str, str]]:
    """Each target with a text."""
    for text in statements():
        yield "reading", text
        yield "replay", text
        body = BODY.search(text)
        yield "do_body", body[2] if body else f"BEGIN {text}; END"
        if re.match(r"\s*(SELECT|WITH)\b", text, re.I):
            yield "explain", text
    for text in pairs():
        yield "explain", text
        yield "expression", text
    for text in documents("ledgers/manifest.json"):
        yield "manifest", text
    for text in documents("ledgers/incident.snapshot.json"):
        yield "snapshot", text
    for text in settings():
        yield "settings", text
    for text in literals(Path("src/redact.rs")):
        yield "secrets", text
    # A place in three bytes, a length, and what is put there (see `history.rs`).
    for place, put in [(0, "SQLite"), (100, "\r\0"), (4096, "\n"), (9000, "run")]:
        yield "history", "".join(map(chr, [place >> 16, place >> 8 & 127, place & 127, len(put)])) + put


def main() -> None:
    folder = Path(sys.argv[1])
    for target, text in of_targets():
        seed = text.encode()
        if seed and len(seed) <= LONGEST:
            path = folder / target / hashlib.sha1(seed).hexdigest()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(seed)


main()
