"""SQLite's statements, taken apart where they stand in the text: what is there can be put back in other words.

A reading of its own, by the railroad diagrams of SQLite's manual: it shares nothing with the program.
"""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""\s+|--[^\n]*|/\*.*?\*/
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    |(?P<string>[xX]?'(?:[^']|'')*')
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_\u0080-\U0010ffff][\w$]*)
    |(?P<mark>\|\||<>|<=|>=|!=|==|.)""",
    re.VERBOSE | re.DOTALL,
)
# What ends the type of a column, or begins a clause after it.
CLAUSES = ("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS")


@dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int

    def __eq__(self, word):
        return self.kind in ("word", "mark") and self.text.upper() == word

    def name(self):
        if self.kind in ("quoted", "string"):
            quote = self.text[-1]
            return self.text[1:-1].replace(quote * 2, quote)
        return self.text


def tokens(sql):
    found = (match for match in TOKEN.finditer(sql) if match.lastgroup)
    return [Token(match.lastgroup, match.group(), match.start(), match.end()) for match in found]


@dataclass
class Clause:
    """One of a column or of a table: which one, its name if it has one, and its tokens."""

    kind: str
    name: str | None
    tokens: list

    @property
    def span(self):
        return self.tokens[0].start, self.tokens[-1].end

    def inside(self):
        """What stands in the first parentheses."""
        start = next(at for at, token in enumerate(self.tokens) if token == "(")
        return self.tokens[start + 1 : closing(self.tokens, start)]

    def after(self, word):
        """The tokens after the word."""
        at = next((at for at, token in enumerate(self.tokens) if token == word), None)
        return [] if at is None else self.tokens[at + 1 :]


@dataclass
class Column:
    name: str
    tokens: list
    type: list
    clauses: list

    @property
    def span(self):
        return self.tokens[0].start, self.tokens[-1].end

    def clause(self, kind):
        return next((clause for clause in self.clauses if clause.kind == kind), None)


@dataclass
class Table:
    columns: list = field(default_factory=list)
    constraints: list = field(default_factory=list)
    body: tuple = (0, 0)
    options: list = field(default_factory=list)
    module: list = field(default_factory=list)

    def option(self, word):
        return any(token == word for token in self.options)


def closing(found, start):
    depth = 0
    for at in range(start, len(found)):
        depth += (found[at] == "(") - (found[at] == ")")
        if depth == 0:
            return at
    raise ValueError("a parenthesis that is not closed")


def split(found):
    """The parts between commas that stand in no parentheses."""
    parts, depth = [[]], 0
    for token in found:
        depth += (token == "(") - (token == ")")
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def clauses(found):
    """The clauses of a column's definition, after its type."""
    all_of_them, name, at = [], None, 0
    while at < len(found):
        start = at
        if found[at] == "CONSTRAINT":
            name = found[at + 1].name()
            at += 2
        kind = found[at].text.upper()
        end = at + 1
        depth = 0
        while end < len(found) and (depth or not begins(found, end, kind)):
            depth += (found[end] == "(") - (found[end] == ")")
            end += 1
        all_of_them.append(Clause({"PRIMARY": "PRIMARY KEY", "AS": "GENERATED"}.get(kind, kind), name, found[start:end]))
        name, at = None, end
    return all_of_them


def begins(found, at, kind):
    token = found[at]
    before = found[at - 1]
    if not any(token == word for word in CLAUSES):
        return False
    # Words that go on with the clause: NOT NULL, SET NULL, SET DEFAULT, NOT DEFERRABLE, ALWAYS AS.
    if token == "NULL":
        return not (before == "NOT" or before == "SET" or before == "DEFAULT")
    if token == "DEFAULT":
        return not before == "SET"
    if token == "NOT":
        return not (at + 1 < len(found) and found[at + 1] == "DEFERRABLE")
    if token == "AS":
        return kind != "GENERATED"
    return True


def table(sql):
    """A CREATE TABLE, or a CREATE VIRTUAL TABLE."""
    found = tokens(sql)
    if found[1] == "VIRTUAL":
        at = next(at for at, token in enumerate(found) if token == "USING")
        return Table(module=found[at + 1 :])
    start = next(at for at, token in enumerate(found) if token == "(")
    end = closing(found, start)
    made = Table(body=(found[start].end, found[end].start), options=found[end + 1 :])
    for part in split(found[start + 1 : end]):
        # A name in quotes is no word.
        if any(part[0] == word for word in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")):
            made.constraints += clauses_of_table(part)
            continue
        until = next((at for at in range(1, len(part)) if any(part[at] == word for word in CLAUSES)), len(part))
        made.columns.append(Column(part[0].name(), part, part[1:until], clauses(part[until:])))
    return made


def clauses_of_table(part):
    name = part[1].name() if part[0] == "CONSTRAINT" else None
    rest = part[2:] if name is not None else part
    kind = rest[0].text.upper()
    kind += " KEY" if kind in ("PRIMARY", "FOREIGN") else ""
    return [Clause(kind, name, part)]


@dataclass
class Index:
    unique: bool
    keys: list
    where: list
    on: Token


def index(sql):
    found = tokens(sql)
    on = next(at for at, token in enumerate(found) if token == "ON")
    end = closing(found, on + 2)
    return Index(found[1] == "UNIQUE", split(found[on + 3 : end]), found[end + 2 :], found[on + 1])


def trigger(found):
    """The parts of a CREATE TRIGGER name."""
    at = {word: next((at for at, token in enumerate(found) if token == word), None) for word in ("ON", "WHEN", "BEGIN")}
    start = 3 + 2 * (found[2] == "IF" and found[3] == "NOT") + (found[2] == "IF")
    timing = [token for token in found[start : start + 2] if any(token == word for word in ("BEFORE", "AFTER", "INSTEAD", "OF"))]
    condition = found[at["WHEN"] + 1 : at["BEGIN"]] if at["WHEN"] and at["WHEN"] < at["BEGIN"] else []
    return {
        "timing": timing,
        "events": found[start + len(timing) : at["ON"]],
        "condition": condition,
        "body": found[at["BEGIN"] + 1 : -1],
    }


def text(sql, found):
    return sql[found[0].start : found[-1].end] if found else ""


def words(found):
    """The same words, whatever stands between them and whichever quotes they have."""
    return " ".join(token.name() if token.kind == "quoted" else token.text for token in found)
