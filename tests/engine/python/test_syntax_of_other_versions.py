"""What is found in programs for a Python that is newer or older than the one that runs, and in broken ones."""

from __future__ import annotations

import pytest

from tests.engine.programs import check

NEWEST = """
    lazy import os
    type Command[T: str = str] = list[T]

    def run[T](text: T) -> T:
        os.system(text)  #!
        return text

    class Runner[T]:
        def run(self, text: T):
            os.system(text)  #!

    def handler(event, context):
        try:
            run(t"echo {event["a"]}")
        except KeyError, ValueError:
            Runner().run(event["b"])
        os.system(f"{  #!
            event["c"]  # what's asked for
        }")
"""
PYTHON_2 = """
    import os

    def handler(event, context):
        print "called with", event  #! log log-event
        try:
            command = `event["a"]` + ur"x"
        except KeyError, error:
            raise ValueError, "no command"
        if command <> "":
            os.chmod("x", 0755)
            os.system("echo %s" % command)  #!
        return sorted(event.items(), key=lambda (name, value): value)
"""
BROKEN = """
    import os
    settings = {"a": 1,
    def helper(text):
        os.system(text)  #!

    def handler(event, context):
        x = event["a" + * 3
        os.system(event["b"])  #!
        helper(event["c"])
    <<<<<<< HEAD
"""


@pytest.mark.parametrize("program", [NEWEST, PYTHON_2], ids=["newest", "Python 2"])
def test_findings_in_syntax_of_other_versions(tmp_path, program):
    check(tmp_path, "python", program)


def test_a_mistake_hides_one_statement(tmp_path):
    check(tmp_path, "python", BROKEN)
