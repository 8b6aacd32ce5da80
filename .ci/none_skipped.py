"""Fail when a real-part test was skipped, or when one of the named marks ran no test at all.

Called as ``none_skipped.py REPORT MARK…``. ``tests/conftest.py`` writes every test's marks into the report as
properties named "mark".
"""

import sys
from collections import Counter
from xml.etree import ElementTree


def main(report: str, *marks: str) -> int:
    """Return 1 and say why unless every test of *report* ran and each of *marks* had at least one."""
    cases = list(ElementTree.parse(report).iter("testcase"))
    skipped = [f"{case.get('classname')}::{case.get('name')}" for case in cases if case.find("skipped") is not None]
    ran = Counter(item.get("value") for case in cases for item in case.iter("property") if item.get("name") == "mark")
    for name in skipped:
        print(f"skipped, although CI provides its part: {name}")
    missing = [mark for mark in marks if not ran[mark]]
    for mark in missing:
        print(f"no test is marked {mark}")
    print(", ".join(f"{ran[mark]} {mark}" for mark in marks))
    return 1 if skipped or missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
