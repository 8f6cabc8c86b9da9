"""Damages copies of an SQLite database, by each fault that SQL can do to each object of it.

Usage: faults.py DATABASE OUT [--each NUMBER]

Prints JSON: of each fault its sort, its SQL, the damaged copy in OUT or why SQLite refused it, and what must be found:
kind, type, schema, table, name and aspect of a finding, and what may be found besides. --each is how many of each sort are done; all if not said. A
table is made anew in other words, with all that hangs on it; where that takes no other index, its text is edited in place.
"""

import argparse
import json
import shutil
import sqlite3
import sys
from pathlib import Path

import aspects
import ddl
from aspects import folded

# The look at an index is a list of keys; these are the words of Django's own records.
RECORDS = "django_migrations"


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def replaced(sql, span, text):
    return sql[: span[0]] + text + sql[span[1] :]


def without(sql, tokens):
    return replaced(sql, (tokens[0].start, tokens[-1].end), "")


def after(sql, tokens, text):
    return replaced(sql, (tokens[-1].end, tokens[-1].end), " " + text)


class Database:
    def __init__(self, connection):
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
        shadows = {row[0] for row in connection.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
        kept = [row for row in rows if row[1] not in shadows and not row[1].startswith("sqlite_")]
        self.rows = [row for row in kept if RECORDS not in (row[1], row[2])]

    def of(self, kind):
        return [(name, on, sql) for of, name, on, sql in self.rows if of == kind]

    def tables(self):
        return [(name, sql, ddl.table(sql)) for name, _on, sql in self.of("table") if " VIRTUAL " not in sql[:16].upper()]

    def remade(self, name, sql):
        """The statements that make a table anew by other words."""
        parts = [text for kind, _name, on, text in self.rows if kind in ("index", "trigger") and on == name]
        return [f"DROP TABLE {quoted(name)}", sql, *parts]

    def readers(self, name):
        """The texts that a rename changes, and of which it is not told that it did."""
        for kind, its, on, sql in self.rows:
            words = {folded(token.name()) for token in ddl.tokens(sql)}
            if kind in ("view", "trigger") and folded(name) in words:
                yield "undecided", kind, "main", folded(on) if kind == "trigger" else "", folded(its), "body"

    @staticmethod
    def edited(name, sql):
        return [
            "PRAGMA writable_schema = ON",
            f"UPDATE sqlite_schema SET sql = {literal(sql)} WHERE type = 'table' AND name = {literal(name)}",
            "PRAGMA writable_schema = RESET",
        ]


def of_tables(database):
    for name, sql, table in database.tables():
        shown, its = folded(name), quoted(name)
        named = ("table", "main", shown, shown)
        first = quoted(table.columns[0].name)

        def added(text, table=table, sql=sql, name=name):
            return database.remade(name, replaced(sql, (table.body[1], table.body[1]), ", " + text))

        yield "drop a table", [f"DROP TABLE {its}"], ("missing", *named, "")
        renamed = [f"ALTER TABLE {its} RENAME TO zz_other_table"]
        yield "rename a table", renamed, ("missing", *named, ""), list(database.readers(name))
        part = ("main", shown)
        yield "an extra column", [f"ALTER TABLE {its} ADD COLUMN zz_extra integer"], ("unexpected", "column", *part, "zz_extra", "")
        yield "an extra check", added("CONSTRAINT zz_extra CHECK (1 < 2)"), ("unexpected", "constraint", *part, "zz_extra", "")
        yield "an extra key", added(f"CONSTRAINT zz_key UNIQUE ({first})"), ("unexpected", "constraint", *part, "zz_key", "")
        yield "an extra foreign key", added(f"CONSTRAINT zz_fk FOREIGN KEY ({first}) REFERENCES auth_group (id)"), (
            "unexpected", "constraint", *part, "zz_fk", "",
        )
        yield "an extra index", [f"CREATE INDEX zz_extra_index ON {its} ({first})"], ("unexpected", "index", *part, "zz_extra_index", "")
        yield "an extra trigger", [f"CREATE TRIGGER zz_extra AFTER DELETE ON {its} BEGIN SELECT 1; END"], (
            "unexpected", "trigger", *part, "zz_extra", "",
        )
        for word, aspect in (("WITHOUT", "without_rowid"), ("STRICT", "strict_types")):
            made = database.remade(name, with_option(sql, table, word))
            yield f"another {aspect}", made, ("different", *named, aspect), implied(table, shown)
    for name, _on, sql in database.of("table"):
        if ddl.table(sql).module:
            shown = folded(name)
            named = ("table", "main", shown, shown)
            yield "drop a virtual table", [f"DROP TABLE {quoted(name)}"], ("missing", *named, "")
            made = [f"DROP TABLE {quoted(name)}", sql.rstrip(")") + ", prefix = 2)"]
            yield "other arguments of a virtual table", made, ("different", *named, "module")


def key_columns(table):
    """The columns of the primary key."""
    for _its, clause, columns in aspects.constraints(table):
        if clause.kind == "PRIMARY KEY":
            return columns
    return []


def implied(table, shown):
    """A key of a table without row numbers takes no NULL, said or not: so that another option is another nullability."""
    said = {folded(column.name) for column in table.columns if column.clause("NOT")}
    return [("different", "column", "main", shown, name, "nullable") for name in key_columns(table) if name not in said]


def with_option(sql, table, word):
    """With or without one of the options after the body."""
    had = [part for part in ddl.split(table.options) if part]
    texts = [ddl.text(sql, part) for part in had if not part[0] == word]
    if len(texts) == len(had):
        texts.append({"WITHOUT": "WITHOUT ROWID"}.get(word, word))
    return replaced(sql, (table.body[1] + 1, len(sql)), " " + ", ".join(texts))


def of_columns(database):
    for name, sql, table in database.tables():
        for column in table.columns:
            its = f"ALTER TABLE {quoted(name)}"
            part = ("column", "main", folded(name), folded(column.name))
            yield "drop a column", [f"{its} DROP COLUMN {quoted(column.name)}"], ("missing", *part, "")
            renamed = [f"{its} RENAME COLUMN {quoted(column.name)} TO zz_other"]
            yield "rename a column", renamed, ("missing", *part, ""), list(database.readers(column.name))
            takes_no_null = table.option("WITHOUT") and folded(column.name) in key_columns(table)
            for sort, edited, aspect in edits(sql, column):
                if aspect != "nullable" or not takes_no_null:
                    also = implied(table, folded(name)) if aspect == "type" and table.option("STRICT") else []
                    yield sort, database.edited(name, edited), ("different", *part, aspect), also
            for sort, edited, aspect in makes(sql, column):
                yield sort, database.remade(name, edited), ("different", *part, aspect)


def edits(sql, column):
    """What takes no other index and no other rows."""
    head = column.type or column.tokens[:1]
    not_null, default, collate = (column.clause(kind) for kind in ("NOT", "DEFAULT", "COLLATE"))
    generated = column.clause("GENERATED")
    type_of = ddl.words(column.type).lower()
    if not_null:
        yield "change nullability", without(sql, not_null.tokens), "nullable"
    elif generated is None:
        null = column.clause("NULL")
        yield "change nullability", (replaced(sql, null.span, "NOT NULL") if null else after(sql, head, "NOT NULL")), "nullable"
    if column.type and "autoincrement" not in ddl.words(column.tokens).lower():
        span = column.type[0].start, column.type[-1].end
        yield "change the type", replaced(sql, span, "text" if "int" in type_of else "integer"), "type"
        if "(" in type_of:
            yield "change the length", replaced(sql, span, ddl.text(sql, column.type[:1]) + "(7777)"), "type"
        elif "decimal" in type_of or "char" in type_of:
            yield "give a length", replaced(sql, span, ddl.text(sql, column.type) + "(33)"), "type"
    if default:
        yield "drop the default", without(sql, default.tokens), "default"
        yield "another default", replaced(sql, default.span, "DEFAULT 77"), "default"
    elif generated is None and column.clause("PRIMARY KEY") is None:
        yield "an extra default", after(sql, head, "DEFAULT 77"), "default"
    if collate:
        yield "another collation", replaced(sql, collate.span, "COLLATE BINARY" if collate.tokens[-1] == "RTRIM" else "COLLATE RTRIM"), "collation"
        yield "drop the collation", without(sql, collate.tokens), "collation"
    elif "char" in type_of or type_of == "text":
        yield "an extra collation", after(sql, head, "COLLATE NOCASE"), "collation"


def makes(sql, column):
    key, generated = column.clause("PRIMARY KEY"), column.clause("GENERATED")
    if key:
        auto = [token for token in key.tokens if token == "AUTOINCREMENT"]
        if auto:
            yield "drop AUTOINCREMENT", without(sql, auto), "identity"
        else:
            yield "an extra AUTOINCREMENT", after(sql, key.tokens, "AUTOINCREMENT"), "identity"
    if generated:
        yield "drop the expression", without(sql, generated.tokens), "generated"
        inside = generated.inside()
        yield "another expression", replaced(sql, (inside[0].start, inside[-1].end), f"coalesce({ddl.text(sql, inside)}, 7)"), "generated"
        last = generated.tokens[-1]
        other = "VIRTUAL" if last == "STORED" else "STORED"
        yield "another kind of generated column", replaced(sql, (last.start, last.end), other), "generated"


def of_constraints(database):
    for name, sql, table in database.tables():
        for its, clause, columns in aspects.constraints(table):
            part = ("constraint", "main", folded(name), its)
            if not any(token == "AUTOINCREMENT" for token in clause.tokens):
                yield "drop a constraint", database.remade(name, without_clause(sql, table, clause)), ("missing", *part, "")
            if clause.name:
                named = next(token for token in clause.tokens if token.name() == clause.name)
                renamed = replaced(sql, (named.start, named.end), "zz_other_constraint")
                yield "rename a constraint", database.remade(name, renamed), ("missing", *part, "")
            for sort, edited, aspect in of_clause(sql, clause, table):
                yield sort, database.remade(name, edited), ("different", *part, aspect)


def without_clause(sql, table, clause):
    if clause not in table.constraints:
        return without(sql, clause.tokens)
    comma = sql.rindex(",", 0, clause.tokens[0].start)
    return replaced(sql, (comma, clause.tokens[-1].end), "")


def of_clause(sql, clause, table):
    if clause.kind == "CHECK":
        inside = clause.inside()
        span = inside[0].start, inside[-1].end
        yield "another check", replaced(sql, span, f"({sql[slice(*span)]}) OR 1 > 2"), "expression"
        return
    if clause.kind in ("UNIQUE", "PRIMARY KEY") and clause in table.constraints and (clause.name or clause.kind != "UNIQUE"):
        inside = clause.inside()
        taken = {folded(part[0].name()) for part in ddl.split(inside)}
        spare = next((column for column in table.columns if folded(column.name) not in taken), None)
        if spare:
            yield "another column of a key", after(sql, inside, ", " + quoted(spare.name)), "columns"
        if len(taken) > 1:
            parts = [ddl.text(sql, part) for part in ddl.split(inside)]
            yield "another order of a key", replaced(sql, (inside[0].start, inside[-1].end), ", ".join(reversed(parts))), "columns"
    target = clause.after("REFERENCES")
    if target:
        yield "another target", replaced(sql, (target[0].start, target[0].end), '"sqlite_sequence"'), "references"
        if len(target) > 1 and target[1] == "(":
            yield "another column of a target", replaced(sql, (target[2].start, target[2].end), '"zz_column"'), "references"
        yield from of_actions(sql, clause, target)


def of_actions(sql, clause, target):
    named = target[: ddl.closing(target, 1) + 1] if len(target) > 1 and target[1] == "(" else target[:1]
    for event in ("DELETE", "UPDATE"):
        action = clause.after(event)
        aspect = f"on_{event.lower()}"
        if not action:
            yield f"an extra ON {event}", after(sql, named, f"ON {event} CASCADE"), aspect
            continue
        action = action[: 2 if action[0] == "SET" or action[0] == "NO" else 1]
        other = "RESTRICT" if action[0] == "CASCADE" else "CASCADE"
        yield f"another ON {event}", replaced(sql, (action[0].start, action[-1].end), other), aspect
    at = next((at for at, token in enumerate(target) if token == "DEFERRABLE"), None)
    if at is None:
        yield "another deferrability", after(sql, clause.tokens, "DEFERRABLE INITIALLY DEFERRED"), "deferrable"
    else:
        yield "another deferrability", without(sql, target[at : at + 3]), "deferrable"
        yield "another initial time", replaced(sql, (target[at + 2].start, target[at + 2].end), "IMMEDIATE"), "deferrable"


def of_indexes(database):
    columns = {name: [column.name for column in table.columns] for name, _sql, table in database.tables()}
    for name, on, sql in database.of("index"):
        part = ("index", "main", folded(on), folded(name))
        drop = f"DROP INDEX {quoted(name)}"
        found, index = ddl.tokens(sql), ddl.index(sql)
        yield "drop an index", [drop], ("missing", *part, "")
        its = next(token for token in found if token.name() == name)
        yield "rename an index", [drop, replaced(sql, (its.start, its.end), "zz_other_index")], ("missing", *part, "")
        for sort, edited, aspect in of_index(sql, found, index, columns[on]):
            yield sort, [drop, edited], ("different", *part, aspect)


def of_index(sql, found, index, columns):
    unique = found[1] == "UNIQUE"
    yield "another uniqueness", (without(sql, found[1:2]) if unique else after(sql, found[:1], "UNIQUE")), "unique"
    if index.where:
        span = index.where[0].start, index.where[-1].end
        yield "another predicate", replaced(sql, span, f"({sql[slice(*span)]}) AND 1 < 2"), "predicate"
        yield "drop the predicate", sql[: sql.rindex(")", 0, index.where[0].start) + 1], "predicate"
    else:
        yield "an extra predicate", sql + " WHERE 1 < 2", "predicate"
    keys = index.keys
    spare = next(name for name in columns if all(key[0].name() != name for key in keys))
    # Where one of them is an expression, all are told as such.
    columns = "columns" if all(len(key) == 1 or any(token == "COLLATE" for token in key) for key in plain(keys)) else "expression"
    yield "another column of an index", after(sql, keys[-1], ", " + quoted(spare)), columns
    if len(keys) > 1:
        yield "one column less", without(sql, sql_span(keys[-2][-1], keys[-1])), columns
        texts = [ddl.text(sql, key) for key in keys]
        swapped = replaced(sql, (keys[0][0].start, keys[-1][-1].end), ", ".join(reversed(texts)))
        yield "another order of the keys", swapped, columns
    last = keys[0][-1]
    if last == "DESC":
        yield "another order", without(sql, [last]), "order"
    else:
        yield "another order", (replaced(sql, (last.start, last.end), "DESC") if last == "ASC" else after(sql, keys[0], "DESC")), "order"
    collated = next((at for at, token in enumerate(keys[0]) if token == "COLLATE"), None)
    if collated is None and len(keys[0]) == 1:
        yield "an extra collation of an index", after(sql, keys[0], "COLLATE RTRIM"), "collation"
    elif collated is not None:
        yield "drop the collation of an index", without(sql, keys[0][collated : collated + 2]), "collation"


def plain(keys):
    """Without their directions."""
    return [key[:-1] if key[-1] == "DESC" or key[-1] == "ASC" else key for key in keys]


def sql_span(before, tokens):
    """The tokens with the comma before them."""
    comma = ddl.Token("mark", ",", before.end, before.end)
    return [comma, *tokens]


def of_code(database):
    for name, _on, sql in database.of("view"):
        part = ("view", "main", "", folded(name))
        drop = f"DROP VIEW {quoted(name)}"
        found = ddl.tokens(sql)
        triggers = [text for trigger, of, text in database.of("trigger") if of == name]
        yield "drop a view", [drop], ("missing", *part, "")
        yield "rename a view", [drop, replaced(sql, (found[2].start, found[2].end), "zz_other")], ("missing", *part, "")
        yield "another query", [drop, sql + " LIMIT 5", *triggers], ("different", *part, "body")
        if found[3] == "(":
            columns = replaced(sql, (found[4].start, found[4].end), "zz")
            yield "other columns of a view", [drop, columns, *triggers], ("different", *part, "columns")
    for name, on, sql in database.of("trigger"):
        part = ("trigger", "main", folded(on), folded(name))
        drop = f"DROP TRIGGER {quoted(name)}"
        found = ddl.tokens(sql)
        yield "drop a trigger", [drop], ("missing", *part, "")
        yield "rename a trigger", [drop, replaced(sql, (found[2].start, found[2].end), "zz_other")], ("missing", *part, "")
        for sort, edited, aspect in of_trigger(sql, found):
            yield sort, [drop, edited], ("different", *part, aspect)


def of_trigger(sql, found):
    parts = ddl.trigger(found)
    timing, events = parts["timing"], parts["events"]
    if timing and len(timing) == 1:
        other = "AFTER" if timing[0] == "BEFORE" else "BEFORE"
        yield "another timing", replaced(sql, (timing[0].start, timing[0].end), other), "timing"
    yield "another event", replaced(sql, (events[0].start, events[-1].end), "DELETE" if events[0] == "INSERT" else "INSERT"), "events"
    if len(events) > 1:
        yield "one column of an event less", replaced(sql, (events[1].start, events[-1].end), "OF " + ddl.text(sql, events[-1:])), "events"
    begin = next(token for token in found if token == "BEGIN")
    if parts["condition"]:
        condition = parts["condition"]
        span = condition[0].start, condition[-1].end
        yield "another condition", replaced(sql, span, f"({sql[slice(*span)]}) AND 1 < 2"), "condition"
    else:
        yield "an extra condition", replaced(sql, (begin.start, begin.start), "WHEN 1 < 2 "), "condition"
    yield "another body", replaced(sql, (begin.end, begin.end), " SELECT 7;"), "body"


def all_of(database):
    for part in (of_tables, of_columns, of_constraints, of_indexes, of_code):
        yield from part(database)


def sampled(faults, each):
    """The same number of each sort, spread over the objects."""
    sorts = {}
    for fault in faults:
        sorts.setdefault(fault[0], []).append(fault)
    for _sort, found in sorted(sorts.items()):
        step = max(len(found) // each, 1) if each else 1
        # From the middle of each stretch: the first objects are all of one app.
        yield from found[step // 2 :: step][: each or len(found)]


def damaged(source, copy, damage):
    """Why SQLite refused it, if it did."""
    shutil.copyfile(source, copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    # As Django has it.
    connection.create_function("REGEXP", 2, lambda pattern, text: None, deterministic=True)
    try:
        for statement in damage:
            connection.execute(statement)
        connection.close()
        connection = sqlite3.connect(copy)
        connection.execute("SELECT * FROM pragma_table_list").fetchall()
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int)
    options = parser.parse_args()
    database = Database(sqlite3.connect(f"file:{options.database}?mode=ro", uri=True))
    told = []
    for number, (sort, damage, named, *also) in enumerate(sampled(all_of(database), options.each)):
        copy = options.out / f"{number:04}.sqlite3"
        refused = damaged(options.database, copy, damage)
        told.append({"sort": sort, "damage": damage, "named": named, "also": also[0] if also else [], "file": copy.name, "refused": refused})
    json.dump(told, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
