"""What an SQLite database holds, aspect by aspect, in the order of the columns of `tests/django/aspects.sql`."""

import ddl

UNNAMED = ("PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY")


def rows(connection):
    """Of each object: identity, its table where it hangs on one, type, schema, table, name, aspect, value."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema")
        found = [row for row in cursor.fetchall() if row[4] is not None and not row[1].startswith("sqlite_")]
        cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
        shadows = {row[0] for row in cursor.fetchall()}
    for kind, name, on, page, sql in found:
        if name in shadows:
            continue
        for object_kind, its, part, aspects in objects(kind, name, sql):
            table = on if object_kind not in ("table", "view") else None
            identity = f"{page or name}/{part}"
            shown = name if object_kind == "table" else table
            for aspect, value in {"": its, **aspects}.items():
                yield identity, folded(table), object_kind, "main", folded(shown), its, aspect, value


def folded(name):
    """As SQLite compares names."""
    return name and "".join(c.lower() if c.isascii() else c for c in name)


def objects(kind, name, sql):
    """Type, name, place in the table, aspects."""
    if kind == "table":
        yield from of_table(name, sql)
    elif kind == "index":
        yield "index", folded(name), "", of_index(sql)
    else:
        yield kind, folded(name), "", {"trigger": of_trigger, "view": of_view}[kind](sql)


def of_table(name, sql):
    table = ddl.table(sql)
    yield "table", folded(name), "", {
        "without_rowid": table.option("WITHOUT"),
        "strict_types": table.option("STRICT"),
        "module": ddl.words(table.module),
    }
    for at, column in enumerate(table.columns):
        yield "column", folded(column.name), at, of_column(sql, column)
    for at, (its, clause, columns) in enumerate(constraints(table)):
        yield "constraint", its, f"c{at}", of_constraint(clause, columns)


def value_of(column, kind):
    clause = column.clause(kind)
    return None if clause is None else ddl.words(clause.tokens)


def of_column(sql, column):
    key = column.clause("PRIMARY KEY")
    return {
        "type": ddl.words(column.type).lower(),
        "nullable": column.clause("NOT") is None,
        "default": value_of(column, "DEFAULT"),
        "collation": value_of(column, "COLLATE"),
        "generated": value_of(column, "GENERATED"),
        "identity": key is not None and any(token == "AUTOINCREMENT" for token in key.tokens),
    }


def constraints(table):
    """Each constraint under its name, or under what it is over; the column or columns that it is over."""
    taken = set()
    clauses = [(clause, column) for column in table.columns for clause in column.clauses]
    for clause, column in [*clauses, *((clause, None) for clause in table.constraints)]:
        kind = "FOREIGN KEY" if clause.kind == "REFERENCES" else clause.kind
        if kind not in UNNAMED:
            continue
        columns = over(table, clause, kind, column)
        name = folded(clause.name) or unnamed(kind, columns, taken)
        taken.add(name)
        yield name, clause, columns


def over(table, clause, kind, column):
    if kind == "CHECK":
        names = {folded(column.name): column.name for column in table.columns}
        read = {folded(token.name()) for token in clause.inside() if token.kind in ("word", "quoted")}
        return sorted(name for name in names if name in read)
    if column is not None:
        return [folded(column.name)]
    return [folded(part[0].name()) for part in ddl.split(clause.inside())]


def unnamed(kind, columns, taken):
    stem = kind if kind == "PRIMARY KEY" else f"{kind} ({', '.join(columns)})"
    number = 2
    name = stem
    while name in taken:
        name = f"{stem} {number}"
        number += 1
    return name


def of_constraint(clause, columns):
    if clause.kind == "CHECK":
        return {"expression": ddl.words(clause.inside())}
    aspects = {"columns": " ".join(columns)}
    target = clause.after("REFERENCES")
    if target:
        aspects["references"] = f"{folded(target[0].name())}({ddl.words(clause_target(target)).lower()})"
        aspects["deferrable"] = ddl.words(clause.after("DEFERRABLE")) if any(token == "DEFERRABLE" for token in target) else None
        for event in ("DELETE", "UPDATE"):
            action = clause.after(event)
            action = action[: 2 if action and (action[0] == "SET" or action[0] == "NO") else 1]
            aspects[f"on_{event.lower()}"] = ddl.words(action)
    return aspects


def clause_target(target):
    if len(target) > 1 and target[1] == "(":
        return target[2 : ddl.closing(target, 1)]
    return []


def of_index(sql):
    index = ddl.index(sql)
    keys = [key_of(key) for key in index.keys]
    columns, orders, collations = zip(*keys)
    return {
        "unique": index.unique,
        "columns": columns,
        # As they are told where one of them is an expression.
        "expression": columns,
        "order": orders,
        "collation": collations,
        "predicate": ddl.words(index.where),
    }


def key_of(key):
    """What an index is over, its direction, its collation."""
    order = next((token.text.upper() for token in key[-1:] if token == "DESC" or token == "ASC"), "ASC")
    key = key[:-1] if key[-1] == "DESC" or key[-1] == "ASC" else key
    at = next((at for at, token in enumerate(key) if token == "COLLATE"), len(key))
    return ddl.words(key[:at]), order, ddl.words(key[at + 1 :])


def of_view(sql):
    found = ddl.tokens(sql)
    at = next(at for at, token in enumerate(found) if token == "AS")
    return {"columns": ddl.words(found[3:at]), "body": ddl.words(found[at + 1 :])}


def of_trigger(sql):
    found = ddl.tokens(sql)
    trigger = ddl.trigger(found)
    return {aspect: ddl.words(tokens) for aspect, tokens in trigger.items()}
