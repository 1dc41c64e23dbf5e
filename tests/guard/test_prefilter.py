"""What lets most texts skip the rules: whatever a rule matches, it must let through."""

from __future__ import annotations

import re
from functools import cache

import pytest
from goatherd_guard.events.ground import Spot
from goatherd_guard.firewall.plain import is_plain
from goatherd_guard.firewall.rules import Rules
from goatherd_guard.firewall.sql_reading import Reading
from goatherd_guard.firewall.sql_tokens import KEYWORDS
from goatherd_guard.firewall.statements import is_sql, may_be_sql
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goatherd.guard.literals import literals
from goatherd.guard.plain import CHARACTERS, hints
from goatherd.guard.rules import compiled_rules

SETTINGS = settings(max_examples=60, deadline=None)
# Of the shapes that rules of the Core Rule Set have.
PATTERNS = (
    r"(?i)[\"'0-9A-Z_-z][\s\x0b]+as\b[\s\x0b]*[\"'0-9A-Z_-z]+[\s\x0b]*\bfrom",
    r"(?i)\b(?:(?:alter|renam)e?|load)[\s\x0b]+(?:char|group_concat)\b[\s\x0b]*\(?|union[\s\x0b]*(?:all|distinct)\b",
    r"(?i)(?:^(?:json\.|\x5c)?|b[\"']*u[\"']*s[\"']*y)(?:time|(?:env|eval)[\"']?[\s&\),<>\|].*|nohup)",
    r"!-\d",
    r"this\.constructor|process(?:\.(?:env|main(?:Module)?)|\[[\"'`]env)|\beval\(",
    r"(?i)(?:sleep|wait)[^a-z]{2,9}(?:for)?",
    r"(?:ab|cd)+(?:/etc|:80)",
    r"(?i)x(?:a?b){2,3}y",
)
PIPELINES = (
    [],
    ["urlDecodeUni", "lowercase"],
    ["urlDecodeUni", "removeWhitespace"],
    ["cmdLine"],
    ["compressWhitespace"],
    ["normalizePath"],
    ["urlDecodeUni", "removeWhitespace", "base64Decode"],
)


def table_of(pattern, pipeline, multi):
    test = {"on": ["value"], "operator": "rx", "argument": pattern, "pipeline": 0, "multi": multi}
    if texts := literals(pattern):
        test["literals"] = texts
    test.update(hints(test, pipeline))
    rule = {"id": "1", "family": "sql", "paranoia": 1, "score": 5, "message": "", "tests": [test]}
    return {"pipelines": [pipeline], "rules": [rule]}


def without_hints(table):
    def of(test):
        return {key: value for key, value in test.items() if key not in ("plain", "beginning", "literals")}

    rules = [{**rule, "tests": [of(rule["tests"][0]), *rule["tests"][1:]]} for rule in table["rules"]]
    return {**table, "rules": rules}


def matching(table, texts):
    families = frozenset(rule["family"] for rule in table["rules"])
    leaves = [(text, Spot("a", "value", families, -1, ())) for text in texts]
    found = Rules(table, families, 4, ()).matching(leaves, {})
    return [(text, [rule.id for rule in rules]) for text, _, rules in found]


@cache
def own():
    table = compiled_rules()
    return table, without_hints(table)


@pytest.mark.parametrize("multi", [False, True])
@pytest.mark.parametrize("pipeline", PIPELINES, ids=" ".join)
@given(data=st.data())
@SETTINGS
def test_what_a_pattern_matches_is_let_through(pipeline, multi, data):
    pattern = data.draw(st.sampled_from(PATTERNS))
    table = table_of(pattern, pipeline, multi)
    texts = data.draw(st.lists(st.from_regex(re.compile(pattern, re.ASCII)), min_size=1, max_size=4))
    assert matching(table, texts) == matching(without_hints(table), texts)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@SETTINGS
def test_what_a_pattern_matches_of_plain_texts_is_let_through(pattern, data):
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII), alphabet="".join(sorted(CHARACTERS))))
    assume(is_plain(text))
    table = table_of(pattern, ["urlDecodeUni"], False)
    assert matching(table, ["another one", text]) == [(text, ["1"])]


WORDS = sorted({text for r in own()[0]["rules"] for text in r["tests"][0].get("literals") or ()})
SIGNS = (
    " ",
    "",
    ".",
    "/",
    "../",
    "'",
    "(",
    ")",
    "%20",
    "\\",
    "$",
    "ZXZhbCg",
    "--",
    "\n",
    "&",
    ";",
    "ä",
    "{{",
    "=",
    "%2e",
)


@given(st.lists(st.lists(st.sampled_from((*WORDS, *SIGNS)), max_size=6).map("".join), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_all_rules_of_our_own_answer_as_if_nothing_was_said_of_what_they_need(texts):
    table, bare = own()
    assert matching(table, texts) == matching(bare, texts)


@pytest.mark.parametrize("name", ["eval(x", "function() {return 1}", "process.env", "abcd.eval(", "a.%65val("])
def test_code_in_base64_without_its_padding_is_let_through(name):
    import base64

    text = base64.b64encode(name.encode()).decode().rstrip("=")
    pattern = r"\beval\(|function|process\.env"
    table = table_of(pattern, ["removeWhitespace", "base64Decode", "urlDecodeUni"], True)
    assert matching(table, [text]) == matching(without_hints(table), [text]) != []


SQL = sorted((*KEYWORDS, "a", "name", "1", "2.", "1a", "::int", "@@version", "sysobjects", "user", "sleep", "0x1"))


@given(st.lists(st.sampled_from((*SQL, "and", "or", "not", "in", "order", "from", "-", "?", ",", ".")), max_size=7))
@settings(max_examples=500, deadline=None)
def test_what_begins_like_a_sentence_is_no_statement(words):
    """The quick exits are taken for nothing that reading the whole text would prove."""
    text = " ".join(words)
    proved = Reading(text, 0, "").proves()
    assert is_sql(text) == (proved and len(text) > 2)
    if is_plain(text) and proved and len(text) > 2:
        assert may_be_sql([text]) == [0]
