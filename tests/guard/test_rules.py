"""The compiled rules: goatherd's own by their examples, and the Core Rule Set from a user's copy."""

from __future__ import annotations

import re

import pytest

from goatherd.core.errors import UsageError
from goatherd.guard.own_rules import own
from goatherd.guard.rules import compiled_rules, written

SETUP = "#    ver:'OWASP_CRS/4.7.0',\\\n"
RULES = r"""
SecRule REQUEST_COOKIES|ARGS_NAMES|ARGS "@rx (?i)\bunion\s+select\b" \
    "id:942999,phase:2,block,capture,t:none,t:urlDecodeUni,t:lowercase,msg:'Two queries in one',\
    tag:'attack-sqli',tag:'paranoia-level/1',severity:'CRITICAL'"
SecRule ARGS "@pmFromFile words.data" \
    "id:932998,phase:2,block,t:none,t:cmdLine,msg:'A command',tag:'attack-rce',tag:'paranoia-level/2',severity:'ERROR'"
SecRule ARGS|REQUEST_LINE|REQUEST_HEADERS_NAMES "@detectSQLi" \
    "id:942997,phase:2,block,t:none,t:utf8toUnicode,t:urlDecodeUni,msg:'A statement',tag:'attack-sqli',\
    tag:'paranoia-level/1',severity:'CRITICAL'"
SecRule REQUEST_PROTOCOL "!@rx ^HTTP/1" \
    "id:920998,phase:1,block,t:none,msg:'Protocol',tag:'paranoia-level/1',severity:'ERROR'"
"""


@pytest.fixture
def crs(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "crs-setup.conf.example").write_text(SETUP)
    (tmp_path / "rules" / "REQUEST-942-X.conf").write_text(RULES)
    (tmp_path / "rules" / "words.data").write_text("# words\nnetcat\nWGET\n")
    return tmp_path


def matching(table, text, family, place="value", field="a", headers=None):
    from goatherd_guard.events.ground import Spot
    from goatherd_guard.firewall.rules import Rules

    rules = Rules(table, {rule["family"] for rule in table["rules"]}, 4, ())
    leaf = text, Spot(field, place, frozenset({family}), -1, ())
    return {rule.id for _, _, matching in rules.matching([leaf], headers or {}) for rule in matching}


@pytest.mark.parametrize("rule", own(), ids=lambda rule: rule["id"])
def test_a_rule_matches_its_examples_and_spares_the_others(rule):
    table = compiled_rules()
    place = rule.get("on", ["value"])[0]
    for kind in ("matches", "spares"):
        for each in rule[kind]:
            given = each if isinstance(each, dict) else {"text": each}
            found = matching(table, family=rule["family"], place=place, **given)
            assert (rule["id"] in found) is (kind == "matches"), given


def test_every_rule_of_our_own_is_named_once_and_has_both_kinds_of_examples():
    ids = [rule["id"] for rule in own()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"G\d{4}", id) for id in ids)
    assert all(rule["matches"] and rule["spares"] for rule in own())


def test_most_texts_skip_the_patterns_of_our_own_rules():
    """Each has literals or is asked of keys alone, which are short."""
    without = [r["id"] for r in compiled_rules()["rules"] if "literals" not in r["tests"][0]]
    assert without == []


def test_without_a_copy_of_the_core_rule_set_only_our_own_are_there():
    table = compiled_rules()
    assert {rule["id"][0] for rule in table["rules"]} == {"G"}
    assert [source["name"] for source in table["sources"]] == ["goatherd"]


def test_rules_of_a_copy_are_compiled_with_ours(crs):
    table = compiled_rules(crs)
    assert table["sources"][1] == {"name": "OWASP CRS", "version": "4.7.0", "licence": "Apache-2.0"}
    assert "942999" in matching(table, "1 UNION%20select 2", "sql")
    assert "942999" not in matching(table, "the union selected 2", "sql")
    assert "932998" in matching(table, "x; w^get a", "shell")
    rule = next(each for each in table["rules"] if each["id"] == "942999")
    assert (rule["score"], rule["paranoia"], rule["message"]) == (5, 1, "Two queries in one")
    assert rule["tests"][0]["literals"] == ["union"]


def test_a_rule_is_compiled_for_what_an_event_has_of_its_variables_whatever_transforms_them(crs):
    table = compiled_rules(crs)
    assert "942997" not in table["left"]
    assert "942997" in matching(table, "x' or '1'='1", "sql")
    assert "942997" not in matching(table, "the other one", "sql")


PLAIN = (
    "1 union select a from b", "wget example.com", "SELECT name FROM users", "time sh", "rundll32 a", "cat /etc/passwd",
    "ls -la", "7z x", "dXNlcg this.constructor", "x.php", "a . p h p", "http://127.0.0.1/", "/.aws/credentials", "!-1",
    "javascript:alert", "information_schema.tables", "-2147483649", "for i in", "order by 1",
    "metadata.google.internal", "Runtime", "java.lang.ProcessBuilder", "ZXZhbCgx KCdhJykp", "IF EXISTS a", "busybox nc",
    "the quick brown fox",
)  # fmt: skip


def test_plain_texts_are_answered_as_if_no_rule_said_what_it_needs_of_them(crs):
    """Many are asked at once, for which the compiled rules have texts of their own."""
    table = compiled_rules(crs)
    rules = [{**rule, "tests": [_without_hints(test) for test in rule["tests"]]} for rule in table["rules"]]
    families = {rule["family"] for rule in table["rules"]}
    literals = [text for rule in table["rules"] for text in rule["tests"][0].get("plain") or ()]
    words = sorted({text if isinstance(text, str) else " ".join(text) for text in literals})
    texts = [*PLAIN, *words, *(f"see {word} there" for word in words)]
    assert _all_matching(table, texts, families) == _all_matching({**table, "rules": rules}, texts, families)


def _without_hints(test):
    return {key: value for key, value in test.items() if key not in ("plain", "beginning", "literals")}


def _all_matching(table, texts, families):
    from goatherd_guard.events.ground import Spot
    from goatherd_guard.firewall.rules import Rules

    spots = [Spot("a", place, frozenset(families), -1, ()) for place in ("value", "name")]
    found = Rules(table, families, 4, ()).matching([(text, spot) for spot in spots for text in texts], {})
    return [(text, spot.place, sorted(rule.id for rule in rules)) for text, spot, rules in found]


def test_what_no_event_has_is_left_out_and_said(crs):
    table = compiled_rules(crs)
    assert table["left"] == {"920998": "it asks about REQUEST_PROTOCOL, which no event has"}
    assert '"left"' not in written(table)


def test_the_same_rules_give_the_same_bytes(crs):
    assert written(compiled_rules(crs)) == written(compiled_rules(crs))


def test_a_folder_that_is_no_rule_set_is_told(tmp_path):
    with pytest.raises(UsageError, match="holds no Core Rule Set"):
        compiled_rules(tmp_path)


def test_a_rule_set_leads_to_no_file_outside_of_its_folder(crs):
    hostile = RULES.replace("words.data", "../../secrets.data")
    (crs / "rules" / "REQUEST-942-X.conf").write_text(hostile)
    with pytest.raises(UsageError, match=r"a rule names the file \.\./\.\./secrets"):
        compiled_rules(crs)
