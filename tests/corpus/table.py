"""What was measured, for a person: a table of counts, and a line for each thing that is wrong."""

from judge import PYTHON, coverage, is_bad, is_unknown


def rows(result):
    """The table's rows for one project."""
    migrations = result["manifest"]["migrations"]
    counts = coverage(result["report"])
    findings = result["report"]["summary"]["findings"]
    oracle = result["oracle"]
    yield "migrations printed", sum("error" not in entry for entry in migrations)
    yield "  refused by Django", sum("error" in entry for entry in migrations)
    yield "SQL statements", counts["statements"]
    yield "  modelled", counts["modelled"]
    yield "  data", counts["data"]
    yield "  opaque", counts["opaque"]
    yield "  unreadable", counts["unreadable"]
    yield "  modelled or data", f"{counts['share']:.2%}"
    yield "operations of Python", counts["python"]
    yield "oracle: statements failed", len(oracle.failures)
    yield "oracle: objects that differ", len(oracle.differences)
    yield "  in no stored output", sum(is_unknown(key, oracle) for key in oracle.differences)
    yield "findings: errors", findings["error"]
    yield "findings: warnings", findings["warning"]
    yield "findings: infos", findings["info"]
    yield "unexplained findings", len(result["unexplained"])
    yield "missed differences", len(result["missed"])
    yield "seconds", round(result["seconds"])
    yield "", "BAD" if is_bad(result) else "ok"


def table(results):
    columns = [list(rows(result)) for result in results]
    wide = [max(12, len(result["project"]) + 2) for result in results]
    lines = [" " * 28 + "".join(f"{result['project']:>{width}}" for result, width in zip(results, wide))]
    for row in zip(*columns):
        lines.append(f"{row[0][0]:28}" + "".join(f"{value!s:>{width}}" for (_name, value), width in zip(row, wide)))
    return "\n".join(line.rstrip() for line in lines)


def figures(results):
    """The same counts by project and name, for a program."""
    return {result["project"]: {name.strip(): value for name, value in rows(result) if name} for result in results}


def lines(result, verbose):
    """One line for each thing that is wrong, and with `verbose` for all that the table counts."""
    project = result["project"]
    for finding in result["unexplained"]:
        yield f"{project}: unexplained {shown_finding(finding)}"
    for key in result["missed"]:
        yield f"{project}: missed {shown_difference(key, result)}"
    for one in result["report"]["summary"]["coverage"]["opaque_statements"]:
        if one["reason"] != PYTHON or verbose:
            yield f"{project}: opaque {shown_place(one['place'])}: {one['reason']}"
    if verbose:
        yield from details(result)


def details(result):
    project = result["project"]
    for entry in result["manifest"]["migrations"]:
        if "error" in entry:
            yield f"{project}: not printed {entry['app']}.{entry['name']}: {entry['error']}"
    for failure in result["oracle"].failures:
        yield f"{project}: failed {failure.file}:{failure.line}: {failure.error}: {failure.statement}"
    for key in result["oracle"].differences:
        yield f"{project}: differs {shown_difference(key, result)}"
    for finding in result["report"]["findings"]:
        yield f"{project}: found {shown_finding(finding)}"


def shown_place(place):
    return f"{place['file']}:{place['line']} ({place['operation']})"


def shown_finding(finding):
    place = finding["place"]
    at = f" at {shown_place(place)}" if place else ""
    return f"{finding['severity']} {finding['kind']}{at}: {finding['message']}"


def shown_difference(key, result):
    pairs = result["oracle"].differences[key].items()
    what = "; ".join(f"{aspect or 'there'}: {live!r} in the database, {made!r} by the ledger" for aspect, (live, made) in pairs)
    return f"{key[0]} {'.'.join(part for part in key[1:] if part)}: {what}"
