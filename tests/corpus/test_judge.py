"""Each sort of alarm and difference that the judge must let pass, and each that it must not."""

import unittest

import judge
from oracle import Failure, Oracle, differences, without_transaction

PATH = ("column", "public", "page", "path")
MANIFEST = {"migrations": [{"app": "a", "name": "0002", "error": "ValueError"}, {"app": "a", "name": "0003"}]}


def oracle(found=None, failures=(), text="", owners=None):
    aspects = {"column": {"", "type", "collation"}, "constraint": {"", "definition"}}
    return Oracle(list(failures), found or {}, aspects, owners or {}, text)


def finding(key=PATH, **other):
    shown = dict(zip(("type", "schema", "table", "name"), key))
    base = {"kind": "different", "severity": "error", "object": shown, "aspect": None, "actual": None}
    return base | {"found_in": [], "migration": None, "place": None} | other


def report(*findings):
    return {"findings": list(findings)}


class Unexplained(unittest.TestCase):
    def alarms(self, one, answer):
        return judge.unexplained(report(one), answer, MANIFEST)

    def test_an_alarm_needs_a_difference_of_its_object(self):
        self.assertTrue(self.alarms(finding(), oracle()))
        self.assertFalse(self.alarms(finding(severity="info"), oracle()))
        self.assertFalse(self.alarms(finding(), oracle({PATH: {"type": ("a", "b")}})))

    def test_an_alarm_needs_a_difference_of_its_aspect_where_that_is_told_apart(self):
        unlike = oracle({PATH: {"type": ("a", "b")}})
        self.assertFalse(self.alarms(finding(aspect="type"), unlike))
        self.assertTrue(self.alarms(finding(aspect="collation"), unlike))
        self.assertFalse(self.alarms(finding(aspect="statistics"), unlike))
        self.assertFalse(self.alarms(finding(aspect="collation"), oracle({PATH: {"": ("path", None)}})))

    def test_a_statement_that_the_server_refused_may_be_an_alarm(self):
        refused = oracle(failures=[Failure("a/0001.sql", 7, "no", "ALTER\nTABLE x")])
        self.assertFalse(self.alarms(finding(place={"file": "a/0001.sql", "line": 6}), refused))
        self.assertTrue(self.alarms(finding(place={"file": "a/0001.sql", "line": 8}), refused))
        self.assertTrue(self.alarms(finding(place={"file": "a/0002.sql", "line": 6}), refused))

    def test_only_a_migration_that_was_not_printed_may_lack_its_output(self):
        for name, wrong in (("0002", False), ("0003", True)):
            one = finding(kind="no_ledger", object=None, migration={"app": "a", "name": name})
            self.assertEqual(bool(judge.unexplained(report(one), oracle(), MANIFEST)), wrong)


class Missed(unittest.TestCase):
    def test_a_difference_needs_a_finding_of_any_severity(self):
        unlike = oracle({PATH: {"type": ("a", "b")}})
        self.assertEqual(judge.missed(report(), unlike), [PATH])
        self.assertEqual(judge.missed(report(finding(severity="info")), unlike), [])

    def test_a_whole_table_speaks_for_its_parts_and_a_changed_one_does_not(self):
        unlike = oracle({PATH: {"": (None, "path")}})
        table = ("table", "public", "page", "page")
        self.assertEqual(judge.missed(report(finding(table, kind="missing")), unlike), [])
        self.assertEqual(judge.missed(report(finding(table, kind="different")), unlike), [PATH])

    def test_the_owner_of_a_sequence_speaks_for_it(self):
        sequence = ("sequence", "public", None, "page_path_seq")
        unlike = oracle({sequence: {"type": ("a", "b")}}, owners={sequence: [("table", "public", "page", "page"), PATH]})
        self.assertEqual(judge.missed(report(), unlike), [sequence])
        self.assertEqual(judge.missed(report(finding()), unlike), [])

    def test_what_no_output_names_is_unknown_and_not_missed(self):
        unlike = {PATH: {"": ("path", None)}}
        self.assertEqual(judge.missed(report(), oracle(unlike, text='ALTER TABLE "other"')), [])
        self.assertEqual(judge.missed(report(), oracle(unlike, text='ALTER TABLE "page"')), [PATH])
        self.assertEqual(judge.missed(report(), oracle({PATH: {"": (None, "path")}})), [PATH])

    def test_another_name_of_a_constraint_is_found_under_either(self):
        old, new = ("constraint", "public", "page", "old"), ("constraint", "public", "page", "new")
        unlike = oracle({old: {"": (None, "old")}, new: {"": ("new", None)}}, text='"page"')
        self.assertEqual(judge.missed(report(finding(old, aspect="name", actual="new")), unlike), [])
        self.assertEqual(judge.missed(report(finding(old)), unlike), [new])


class Reading(unittest.TestCase):
    def test_only_the_transaction_around_a_migration_is_left_out(self):
        self.assertEqual(without_transaction("BEGIN;\nSELECT 1;\nCOMMIT;\n"), "\nSELECT 1;\n\n")
        self.assertEqual(without_transaction("SELECT 1;\nCOMMIT;\n"), "SELECT 1;\nCOMMIT;\n")
        self.assertEqual(without_transaction(""), "")

    def test_each_aspect_is_compared_and_an_object_of_one_side_is_one_difference(self):
        live = {PATH: {"": "path", "type": "text"}, ("table", "s", "t", "t"): {"": "t", "options": None}}
        made = {PATH: {"": "path", "type": "integer"}}
        expected = {PATH: {"type": ("text", "integer")}, ("table", "s", "t", "t"): {"": ("t", None)}}
        self.assertEqual(differences(live, made), expected)


if __name__ == "__main__":
    unittest.main()
