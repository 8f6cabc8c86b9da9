"""Says whether a report of the program is what the readers of its format take.

    validate.py FORMAT FILE

Prints what a reader finds in it as JSON; what is wrong goes to standard error, with exit status 1.
"""

import json
import re
import sys
from pathlib import Path

import jsonschema
from lxml import etree
from markdown_it import MarkdownIt
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as older_families

DATA = Path(__file__).resolve().parent.parent / "data"


def junit(text):
    """By the schema that Jenkins' xUnit plugin validates with."""
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    root = etree.fromstring(text.encode())
    schema.assertValid(root)
    for one in [root, *root.iter("testsuite")]:
        for attribute, path in {
            "tests": ".//testcase",
            "failures": ".//failure",
            "errors": ".//error",
            "skipped": ".//skipped",
        }.items():
            if (one.tag, attribute) == ("testsuites", "skipped"):
                continue
            assert int(one.get(attribute)) == len(one.findall(path)), (attribute, one.attrib)
    cases = {}
    for case in root.iter("testcase"):
        outcome = [child.tag for child in case if child.tag not in ("system-out", "properties")]
        name = f"{case.get('classname')}.{case.get('name')}"
        assert name not in cases, name
        cases[name] = outcome[0] if outcome else "passed"
    return cases


def sarif(text):
    """By the schema of OASIS, and by what code scanning wants beyond it."""
    log = json.loads(text)
    schema = json.loads((DATA / "sarif-2.1.0.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    results = run["results"]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(file://)?[A-Za-z0-9._~/%-]+", uri), uri
    ids = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(ids)) == len(ids), ids
    return [result["ruleId"] for result in results]


def unescape(text, marks):
    for written, meant in marks.items():
        text = text.replace(written, meant)
    return text.replace("%25", "%")


def github(text):
    """As the runner reads a line (ActionCommand.TryParseV2)."""
    commands = []
    for line in text.splitlines():
        assert line.startswith("::"), line
        end = line.index("::", 2)
        name, _, properties = line[2:end].partition(" ")
        pairs = [pair.split("=", 1) for pair in properties.split(",")]
        in_property = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
        in_data = {"%0D": "\r", "%0A": "\n"}
        commands.append({
            "command": name,
            "properties": {key: unescape(value, in_property) for key, value in pairs},
            "message": unescape(line[end + 2:], in_data),
        })
    levels = [command["command"] for command in commands]
    assert set(levels) <= {"error", "warning", "notice"}, levels
    assert all(levels.count(level) <= 10 for level in levels), levels
    return commands


def markdown(text):
    """By CommonMark with tables: nothing but layout may act, on a page of GitHub neither."""
    inert = {"text", "code_inline", "strong_open", "strong_close", "softbreak"}
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    codes = []
    for token in tokens:
        assert token.type not in ("html_block", "fence", "code_block"), token
        for child in token.children or []:
            assert child.type in inert, child
            if child.type == "code_inline":
                codes.append(child.content)
            else:
                assert not re.search(r"[@#<]|www\.|://", child.content), child
    return codes


def openmetrics(text):
    """By the parser of OpenMetrics of Prometheus' own client, and by what its text format has in common with it."""
    samples = []
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge", family
        assert family.documentation, family
        for sample in family.samples:
            samples.append({"name": sample.name, "labels": sample.labels, "value": sample.value})
    keys = [(sample["name"], sorted(sample["labels"].items())) for sample in samples]
    assert all(keys.count(key) == 1 for key in keys), keys
    older = [sample for family in older_families(text) for sample in family.samples]
    assert [(it.name, it.labels, it.value) for it in older] == [tuple(it.values()) for it in samples]
    return samples


if __name__ == "__main__":
    form, path = sys.argv[1:]
    print(json.dumps(globals()[form](Path(path).read_bytes().decode())))
