"""The tool's findings against the oracle's differences: each must answer for the other.

An object is (type, schema, table, name), as in oracle.py.
"""

ALARMS = ("error", "warning")
# How far a finding reaches: to what hangs on the table or view that it is about.
WHOLE = ("missing", "misplaced", "surviving", "unexpected", "unmanaged")
RELATIONS = ("table", "view", "materialized_view")
# The share of SQL statements that must be understood with their whole effect.
GOAL = 0.999
# The tool's reason for an operation that Django prints as a remark: there is no SQL to understand.
PYTHON = "Django cannot write this operation as SQL"


def named_by(finding):
    """The objects that a finding is about: also under the name or in the schema where it was found."""
    named = finding["object"]
    if named is None:
        return
    relation = named["table"] or (named["name"] if named["type"] in RELATIONS else None)
    yield (named["type"], named["schema"], relation, named["name"])
    for schema in finding["found_in"]:
        yield (named["type"], schema, relation, named["name"])
    if finding["aspect"] == "name":
        yield (named["type"], named["schema"], relation, finding["actual"])


def is_confirmed(finding, key, oracle):
    """Whether the oracle lists the finding's object, and its aspect where it tells that apart."""
    unlike = oracle.differences.get(key)
    aspect = finding["aspect"]
    if unlike is None or aspect is None or "" in unlike:
        return unlike is not None
    return aspect in unlike or aspect not in oracle.aspects[key[0]]


def is_of_failure(finding, oracle):
    """Whether it is about a statement that the server refused too."""
    place = finding["place"]
    for failure in oracle.failures if place else []:
        first = failure.line - failure.statement.count("\n")
        if place["file"] == failure.file and first <= place["line"] <= failure.line:
            return True
    return False


def is_unprinted(finding, manifest):
    migration = finding["migration"]
    unprinted = [(entry["app"], entry["name"]) for entry in manifest["migrations"] if "error" in entry]
    return finding["kind"] == "no_ledger" and (migration["app"], migration["name"]) in unprinted


def unexplained(report, oracle, manifest):
    """The alarms that nothing accounts for."""
    return [
        finding
        for finding in report["findings"]
        if finding["severity"] in ALARMS
        and not any(is_confirmed(finding, key, oracle) for key in named_by(finding))
        and not is_of_failure(finding, oracle)
        and not is_unprinted(finding, manifest)
    ]


def bearers(key, oracle):
    """The object itself, and those whose finding speaks for it as a whole."""
    _type, schema, table, _name = key
    above = [(type, schema, table, table) for type in RELATIONS if table is not None]
    return [key], above + oracle.owners.get(key, [])


def is_reached(key, report, oracle):
    own, above = bearers(key, oracle)
    for finding in report["findings"]:
        named = set(named_by(finding))
        if named.intersection(own):
            return True
        if named.intersection(above) and (finding["kind"] in WHOLE or key in oracle.owners):
            return True
    return False


def is_unknown(key, oracle):
    """Whether it stands in the database alone, and no stored output has its name or its table's."""
    live, made = oracle.differences[key].get("", (None, None))
    top = key[2] or key[3]
    if key in oracle.owners:
        top = oracle.owners[key][0][3]
    return live is not None and made is None and top not in oracle.text


def is_of_refused(key, oracle):
    """Whether a statement that the server refused names its table: there the oracle itself is off."""
    return any(f'"{key[2] or key[3]}"' in failure.statement for failure in oracle.failures)


def missed(report, oracle):
    """The differences that no finding reaches."""
    return [
        key
        for key in oracle.differences
        if not is_reached(key, report, oracle) and not is_unknown(key, oracle) and not is_of_refused(key, oracle)
    ]


def coverage(report):
    """The counts of the report, with the operations of Python apart from the SQL."""
    counts = dict(report["summary"]["coverage"])
    python = sum(one["reason"] == PYTHON for one in counts["opaque_statements"])
    counts["python"] = python
    counts["opaque"] -= python
    counts["statements"] -= python
    counts["share"] = (counts["modelled"] + counts["data"]) / max(counts["statements"], 1)
    return counts


def is_bad(result):
    share = coverage(result["report"])["share"]
    return bool(result["unexplained"] or result["missed"]) or share < GOAL
