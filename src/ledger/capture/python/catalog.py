class Reader:
    """Walks along the tokens of one statement: `(is a word, text)`, words folded to lower case."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    def more(self):
        return self.at < len(self.tokens)

    def peek(self):
        return self.tokens[self.at] if self.more() else (False, "")

    def take(self, *words):
        """Passes these words, if they are the next ones."""
        end = self.at + len(words)
        if self.tokens[self.at : end] != [(True, word) for word in words]:
            return False
        self.at = end
        return True

    def skip(self, *choices):
        """Passes each of these phrases that stands here, in their order."""
        for phrase in choices:
            self.take(*phrase.split())

    def next(self):
        token = self.peek()
        self.at += 1
        return token[1]

    def name(self):
        """The last part of a name that may be qualified."""
        last = self.next()
        while self.peek() == (False, ".") and self.at + 1 < len(self.tokens):
            self.at += 1
            last = self.next()
        return last

    def group(self):
        """The tokens between parentheses, if they open here."""
        if self.peek() != (False, "("):
            return []
        depth, start = 0, self.at + 1
        while self.more():
            text = self.tokens[self.at]
            depth += (text == (False, "(")) - (text == (False, ")"))
            self.at += 1
            if depth == 0:
                break
        return self.tokens[start : self.at - 1]


TOKEN = re.compile(
    r"""(?P<gap>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<text>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*')
      | "(?P<name>(?:[^"]|"")+)"
      | (?P<word>[A-Za-z_\u0080-\uffff][\w$]*)
      | (?P<sign>[\d.]*\d|.)""",
    re.VERBOSE | re.DOTALL,
)


def statements(sql):
    """The tokens of each statement. A quoted name is no word, even if it reads like one."""
    found, depth = [], 0
    for match in TOKEN.finditer(sql):
        kind = match.lastgroup if match.lastgroup != "tag" else "text"
        if kind == "gap":
            continue
        text = match.group(kind)
        depth += (kind == "sign" and text == "(") - (kind == "sign" and text == ")")
        if kind == "sign" and text == ";" and depth <= 0:
            yield found
            found, depth = [], 0
        elif kind == "name":
            found.append((False, text.replace('""', '"')))
        elif kind == "word":
            found.append((True, text.lower()))
        else:
            # A text may read like a sign.
            found.append((False, "'" if kind == "text" else text))
    yield found


def parts(tokens):
    """The tokens between commas."""
    found, depth = [], 0
    for token in tokens:
        depth += (token == (False, "(")) - (token == (False, ")"))
        if token == (False, ",") and depth == 0:
            yield found
            found = []
        else:
            found.append(token)
    if found:
        yield found


SERIAL = {"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"}
CONSTRAINT = {"constraint", "primary", "unique", "check", "foreign", "exclude"}


class Table:
    def __init__(self):
        self.columns = []
        self.held = {}
        # The sequence that belongs to a column.
        self.sequences = {}

    def rename_column(self, old, new):
        self.columns = [new if column == old else column for column in self.columns]
        for info in self.held.values():
            info["columns"] = [new if column == old else column for column in info["columns"]]
        if old in self.sequences:
            self.sequences[new] = self.sequences.pop(old)

    def drop_column(self, column):
        self.columns = [one for one in self.columns if one != column]
        self.held = {name: info for name, info in self.held.items() if column not in info["columns"]}
        self.sequences.pop(column, None)

    def named_in(self, tokens):
        """The columns that an expression names, each once."""
        found = []
        for _is_word, text in tokens:
            if text in self.columns and text not in found:
                found.append(text)
        return found


class Catalog:
    """What the statements so far have made: what `migrate` would find in the catalog at this point.

    Of a table that no statement made, it knows nothing.
    """

    def __init__(self):
        self.tables = {}
        self.extensions = set()
        self.collations = {}

    def take(self, sql):
        for tokens in statements(sql):
            try:
                self.statement(Reader(tokens))
            except (IndexError, KeyError, AttributeError):
                # Whatever this is, Django does not write it so.
                continue

    def statement(self, reader):
        for words, handle in (
            ("create table", self.create_table),
            ("alter table", self.alter_table),
            ("drop table", self.drop_table),
            ("create unique index", lambda reader: self.create_index(reader, True)),
            ("create index", lambda reader: self.create_index(reader, False)),
            ("alter index", self.alter_index),
            ("drop index", self.drop_index),
            ("drop sequence", self.drop_sequence),
            ("create extension", self.create_extension),
            ("drop extension", self.drop_extension),
            ("create collation", self.create_collation),
            ("drop collation", self.drop_collation),
        ):
            if reader.take(*words.split()):
                handle(reader)
                return

    # Names

    def taken(self, name):
        tables = self.tables.values()
        return name in self.tables or any(name in table.held or name in table.sequences.values() for table in tables)

    def made_name(self, *names):
        """A name that PostgreSQL makes (`ChooseRelationName`); the last part is the label."""
        label = names[-1]
        number = 0
        while True:
            suffix = label + (str(number) if number else "")
            first, second = names[0], "_".join(names[1:-1])
            room = 63 - len(suffix) - 1 - (1 if second else 0)
            while len(first.encode()) + len(second.encode()) > room:
                if len(first.encode()) > len(second.encode()):
                    first = first[:-1]
                else:
                    second = second[:-1]
            name = "_".join(part for part in (first, second, suffix) if part)
            if not self.taken(name):
                return name
            number += 1

    def table_of(self, name):
        """The table that has an index or constraint of this name."""
        return next((table for table in self.tables.values() if name in table.held), None)

    # Tables

    def create_table(self, reader):
        again = reader.take("if", "not", "exists")
        name = reader.name()
        if (again and name in self.tables) or reader.peek() != (False, "("):
            return
        table = self.tables[name] = Table()
        items = list(parts(reader.group()))
        table.columns = [item[0][1] for item in items if not (item[0][0] and item[0][1] in CONSTRAINT | {"like"})]
        for item in items:
            if item[0][0] and item[0][1] in CONSTRAINT:
                self.constraint(name, Reader(item))
            elif item[0] != (True, "like"):
                self.column(name, Reader(item))

    def column(self, name, reader):
        """What comes with a column: its own constraints, and its sequence."""
        table = self.tables[name]
        column = reader.next()
        if column not in table.columns:
            table.columns.append(column)
        if reader.peek()[0] and reader.peek()[1] in SERIAL:
            table.sequences[column] = self.made_name(name, column, "seq")
        given = None
        while reader.more():
            if reader.take("constraint"):
                given = reader.next()
            elif reader.take("primary", "key"):
                self.hold(name, given, [column], "pkey", primary_key=True, unique=True)
            elif reader.take("unique"):
                self.hold(name, given, [column], "key", unique=True)
            elif reader.take("check"):
                self.hold(name, given, table.named_in(reader.group()), "check", check=True)
            elif reader.take("references"):
                self.hold(name, given, [column], "fkey", foreign_key=self.target(reader))
            elif reader.take("identity"):
                table.sequences[column] = self.made_name(name, column, "seq")
            elif reader.peek() == (False, "("):
                reader.group()
            else:
                reader.next()

    def target(self, reader):
        other = reader.name()
        group = reader.group()
        return (other, group[0][1] if group else "")

    def hold(self, name, given, columns, label, **what):
        if given is None:
            of = [] if label == "pkey" else ["_".join(columns)]
            given = self.made_name(name, *of, label)
        info = dict.fromkeys(("primary_key", "unique", "check", "index"), False)
        info.update(columns=columns, foreign_key=None, definition=None, options=None, orders=[], type=None)
        info.update(what)
        self.tables[name].held[given] = info

    def constraint(self, name, reader):
        table = self.tables[name]
        given = reader.next() if reader.take("constraint") else None
        if reader.take("foreign", "key"):
            columns = [text for _is_word, text in reader.group() if text != ","]
            reader.take("references")
            self.hold(name, given, columns, "fkey", foreign_key=self.target(reader))
        elif reader.take("check"):
            self.hold(name, given, table.named_in(reader.group()), "check", check=True)
        elif reader.take("exclude"):
            self.hold(name, given, table.named_in(reader.tokens[reader.at :]), "excl")
        else:
            primary = reader.take("primary", "key") or not reader.take("unique")
            reader.skip("nulls", "not", "distinct")
            label = "pkey" if primary else "key"
            if reader.take("using", "index"):
                index = reader.name()
                columns = table.held.pop(index)["columns"]
                given = given or index
            else:
                columns = [text for _is_word, text in reader.group() if text != ","]
            self.hold(name, given, columns, label, primary_key=primary, unique=True)

    def drop_table(self, reader):
        reader.skip("if exists")
        for item in parts(reader.tokens[reader.at :]):
            name = Reader(item).name()
            self.tables.pop(name, None)
            for table in self.tables.values():
                pointing = [key for key, info in table.held.items() if (info["foreign_key"] or ("",))[0] == name]
                for key in pointing:
                    del table.held[key]

    def alter_table(self, reader):
        reader.skip("if exists", "only")
        name = reader.name()
        for item in parts(reader.tokens[reader.at :]):
            if name in self.tables:
                self.alter(name, Reader(item))
            elif self.table_of(name):
                self.rename_held(name, Reader(item))

    def alter(self, name, reader):
        table = self.tables[name]
        if reader.take("rename", "to"):
            self.rename_table(name, reader.next())
        elif reader.take("rename", "constraint"):
            self.rename_held(reader.next(), reader)
        elif reader.take("rename"):
            reader.skip("column")
            old = reader.next()
            reader.take("to")
            self.rename_column(name, old, reader.next())
        elif reader.take("add"):
            self.add(name, reader)
        elif reader.take("drop", "constraint"):
            reader.skip("if exists")
            table.held.pop(reader.next(), None)
        elif reader.take("drop"):
            reader.skip("column", "if exists")
            self.drop_column(name, reader.next())
        elif reader.take("alter"):
            reader.skip("column")
            self.alter_column(name, reader.next(), reader)

    def add(self, name, reader):
        is_word, text = reader.peek()
        if is_word and text in CONSTRAINT:
            self.constraint(name, reader)
            return
        reader.skip("column")
        again = reader.take("if", "not", "exists")
        if not (again and reader.peek()[1] in self.tables[name].columns):
            self.column(name, reader)

    def alter_column(self, name, column, reader):
        table = self.tables[name]
        if reader.take("drop", "identity"):
            table.sequences.pop(column, None)
        elif reader.take("add", "generated"):
            table.sequences[column] = self.made_name(name, column, "seq")

    def rename_table(self, old, new):
        self.tables[new] = self.tables.pop(old)
        self.retarget(lambda key: (new, key[1]) if key[0] == old else key)

    def rename_column(self, name, old, new):
        self.tables[name].rename_column(old, new)
        self.retarget(lambda key: (name, new) if key == (name, old) else key)

    def drop_column(self, name, column):
        self.tables[name].drop_column(column)
        for table in self.tables.values():
            pointing = [key for key, info in table.held.items() if info["foreign_key"] == (name, column)]
            for key in pointing:
                del table.held[key]

    def retarget(self, change):
        for table in self.tables.values():
            for info in table.held.values():
                if info["foreign_key"]:
                    info["foreign_key"] = change(info["foreign_key"])

    # Indexes

    def create_index(self, reader, unique):
        reader.skip("concurrently")
        again = reader.take("if", "not", "exists")
        given = None if reader.peek() == (True, "on") else reader.name()
        reader.take("on")
        reader.skip("only")
        name = reader.name()
        if name not in self.tables or (again and self.taken(given)):
            return
        method = reader.next() if reader.take("using") else "btree"
        elements = list(parts(reader.group()))
        rest = Reader(reader.tokens[reader.at :])
        elements += parts(rest.group()) if rest.take("include") else []
        columns = [self.element(name, element) for element in elements]
        options = ["with"] if (True, "with") in rest.tokens[rest.at :] else None
        given = given or self.made_name(name, "_".join(column or "expr" for column in columns), "idx")
        basic = method == "btree" and options is None and not given.endswith("_btree")
        kind = "idx" if basic else method
        columns = columns if columns != [None] else []
        self.hold(name, given, columns, "idx", index=True, unique=unique, type=kind, options=options)

    def element(self, name, tokens):
        """The column that an index element is, none for an expression."""
        text = tokens[0][1]
        called = len(tokens) > 1 and tokens[1] == (False, "(")
        return text if text in self.tables[name].columns and not called else None

    def alter_index(self, reader):
        reader.skip("if exists")
        self.rename_held(reader.name(), reader)

    def rename_held(self, old, reader):
        reader.skip("rename")
        table = self.table_of(old)
        if table is not None and reader.take("to"):
            table.held[reader.next()] = table.held.pop(old)

    def drop_index(self, reader):
        reader.skip("concurrently", "if exists")
        for item in parts(reader.tokens[reader.at :]):
            name = Reader(item).name()
            table = self.table_of(name)
            if table is not None:
                del table.held[name]

    # Others

    def drop_sequence(self, reader):
        reader.skip("if exists")
        name = reader.name()
        for table in self.tables.values():
            for column in [key for key, sequence in table.sequences.items() if sequence == name]:
                del table.sequences[column]

    def create_extension(self, reader):
        reader.skip("if not exists")
        self.extensions.add(reader.next())

    def drop_extension(self, reader):
        reader.skip("if exists")
        self.extensions.discard(reader.next())

    def create_collation(self, reader):
        reader.skip("if not exists")
        name = reader.name()
        found = list(parts(reader.group()))
        self.collations[name] = not any(
            item[:1] == [(True, "deterministic")] and item[-1] == (True, "false") for item in found
        )

    def drop_collation(self, reader):
        reader.skip("if exists")
        self.collations.pop(reader.name(), None)

    # What Django asks

    def constraints(self, name):
        return {held: dict(info, columns=list(info["columns"])) for held, info in self.tables[name].held.items()}

    def sequences(self, name):
        owned = self.tables[name].sequences.items()
        return [{"name": sequence, "table": name, "column": column} for column, sequence in owned]
