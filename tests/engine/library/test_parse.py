"""A file of rules is read, or everything that is wrong with it is said with its line."""

from __future__ import annotations

from textwrap import dedent

import pytest

from goatherd.engine.library.fields import FIELDS
from goatherd.engine.library.parse import problems_of, read_rules

MISTAKES = {
    "no TOML": ("[[call]\n", 1, "this is not valid TOML: expected", "toml.io"),
    "TOML that ends too early": ("[[call]]\nnames = [", 2, "this is not valid TOML", "toml.io"),
    "another table": ("[alias]\na = 'b'\n", 1, "unknown table 'alias'", "did you mean 'aliases'?"),
    "one rule as a table": ("[call]\nnames = ['a.b']\n", 1, "'call' is no list of rules", "[[call]]"),
    "an alias that is no text": ("[aliases]\na = 3\n", 2, "the alias 'a' stands for no name", "name"),
    "an alias of an alias": ("[aliases]\na = 'b'\nb = 'c'\n", 2, "'b', which is an alias itself", "'c'"),
    "no names": ("[[call]]\nsink = 'sql'\n", 1, "rule 1: it names no calls", "names = "),
    "names that are none": ("[[call]]\nnames = 'a.b'\n", 2, "'names' is not a list of texts", "names = "),
    "a name that is none": ("[[call]]\nnames = [\n  'a.b',\n  'a..c',\n]\n", 4, "holds 'a..c'", "package.**.method"),
    "a pattern that is none": ("[[call]]\nnames = ['a.*.c']\n", 2, "holds 'a.*.c'", "package.**.method"),
    "an unknown key": ("[[call]]\nnames = ['a']\nsnik = 'sql'\n", 3, "unknown key 'snik'", "did you mean 'sink'?"),
    "a key like no other": ("[[call]]\nnames = ['a']\nx = 1\n", 3, "unknown key 'x'", "it may be names, sink,"),
    "an unknown sink": ("[[call]]\nnames = ['a']\nsink = 'sqll'\n", 3, "'sink' holds 'sqll'", "did you mean 'sql'?"),
    "a sink that is no text": ("[[call]]\nnames = ['a']\nsink = 3\n", 3, "'sink' is not a text", "write"),
    "an argument that is none": (
        "[[call]]\nnames = ['a']\nsink = 'sql'\nargs = ['0', 'a b']\n",
        4,
        "'args' holds 'a b', which is no argument",
        '"self", "*"',
    ),
    "arguments of nothing": ("[[call]]\nnames = ['a']\nargs = ['0']\n", 3, "says nothing without 'sink'", "add it"),
    "guards of nothing": (
        "[[call]]\nnames = ['a']\nguards = ['0']\n",
        3,
        "says nothing without 'guard' or 'proves'",
        "add it",
    ),
    "a condition on nothing": ("[[call]]\nnames = ['a']\nwhen = true\n", 3, "'when' is not a table", "shell = true"),
    "an unknown condition": ("[[call]]\nnames = ['a']\nwhen = { 0 = '?sq' }\n", 3, "holds '?sq'", "'?sql'"),
    "a condition of no constant": ("[[call]]\nnames = ['a']\nunless = { 0 = [[1]] }\n", 3, "wants [1] of '0'", "text"),
    "a flag that is false": ("[[call]]\nnames = ['a']\nclean = false\n", 3, "'clean' is not true", "leave it out"),
    "an empty list": ("[[call]]\nnames = ['a']\nsafe_for = []\n", 3, "'safe_for' is empty", "leave it out"),
    "an unknown property": ("[[call]]\nnames = ['a']\nholds = ['valid']\n", 3, "holds 'valid'", "'validated'"),
    "an unknown origin": ("[[call]]\nnames = ['a']\nsource = 'secrets'\n", 3, "holds 'secrets'", "'secret'"),
    "a type that is none": ("[[call]]\nnames = ['a']\nreturns = 'a b'\n", 3, "'returns' names no type", "Client()"),
    "an empty note": ("[[call]]\nnames = ['a']\nnote = ' '\n", 3, "'note' is not a text", "note"),
    "a comparison of one": (
        "[[call]]\nnames = ['a']\nguard = ['caller-compared']\n",
        3,
        "'caller-compared' compares two arguments",
        "guards = ",
    ),
    "a contradiction": (
        "[[call]]\nnames = ['a']\nclean = true\npropagates = ['0']\n",
        4,
        "'clean' and 'propagates' contradict each other",
        "leave one of them out",
    ),
    "the second rule": ("[[call]]\nnames = ['a']\n\n[[call]]\nnames = []\n", 5, "rule 2: 'names' is empty", "names"),
}


@pytest.mark.parametrize(("text", "line", "message", "help"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_line_and_what_to_do(text: str, line: int, message: str, help: str) -> None:
    [problem] = problems_of(text, "ours.toml")
    assert (problem.path, problem.line) == ("ours.toml", line)
    assert message in problem.message
    assert help in problem.help


def test_all_mistakes_are_told_at_once() -> None:
    text = """
        [[call]]
        names = ["a b"]
        sink = "x"

        [[call]]
        snik = 3
    """
    assert [problem.line for problem in problems_of(dedent(text), "")] == [3, 4, 6, 7]


@pytest.mark.parametrize("text", ["", "\n", "[aliases]\n", "x = " + "[" * 5000, "[[call]]\nnames = ['a']\n" * 3000])
def test_whatever_is_in_a_file_it_is_read_or_told(text: str) -> None:
    problems_of(text, "")


@pytest.mark.parametrize("name", FIELDS)
def test_the_example_of_a_field_is_without_mistakes(name: str) -> None:
    field = FIELDS[name]
    fields = [] if name == "names" else ['names = ["a"]']
    fields += [FIELDS[field.needs[0]].example] if field.needs else []
    text = "\n".join(["[[call]]", *fields, field.example])
    assert problems_of(text, "") == []
    [rule] = read_rules(text)[1]
    assert rule.names
