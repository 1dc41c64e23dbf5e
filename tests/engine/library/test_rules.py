"""Which rules are those of a call."""

from __future__ import annotations

import pytest

from goatherd.engine.library.rules import Models, Rule, renamed


def models(*names: str, own: bool = False) -> Models:
    made = Models()
    made.include({}, [Rule((name,), own=own, note=name) for name in names])
    return made


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("acme.run", ["acme.run"]),
        ("acme.Client().run", ["acme.**.run"]),
        ("acme().run", ["acme.**.run"]),
        ("acmes.run", ["*.run"]),
        ("acme.other", []),
        ("acme.js.go", ["acme.js.**.go"]),
        ("acme.js().on().go", ["acme.js.**.go"]),
        ("acme.jsx.go", []),
        ("acme.js.run", ["acme.**.run"]),
    ],
)
def test_a_call_has_the_rules_of_its_own_name_of_its_package_or_of_its_method(call: str, expected: list[str]) -> None:
    known = models("acme.run", "acme.**.run", "*.run", "acme.js.**.go")
    assert [rule.note for rule in known.rules(call)] == expected


def test_a_module_is_known_by_any_of_its_rules() -> None:
    known = models("acme().run", "other.part.run", "third.**.run")
    assert [known.knows(name) for name in ("acme", "other", "other.part", "third", "fourth")] == [True] * 4 + [False]


def test_a_users_rules_go_before_the_shipped_ones_for_the_same_name() -> None:
    both = models("acme.run", "acme.**.ask", own=True).before(models("acme.run", "acme.go", "acme.**.ask", "*.ask"))
    assert [rule.own for rule in both.rules("acme.run")] == [True, False]
    assert [rule.own for rule in both.rules("acme.X().ask")] == [True, False]
    assert [rule.own for rule in both.rules("acme.go")] == [False]
    assert [rule.own for rule in both.rules("else.ask")] == [False]


def test_behind_a_users_rule_is_what_is_said_of_the_call_without_it() -> None:
    both = models("acme.run", own=True).before(models("*.run"))
    assert [rule.note for rule in both.rules("acme.run")] == ["acme.run", "*.run"]


def test_shipped_rules_are_not_changed_by_those_of_a_user() -> None:
    shipped = models("acme.js.**.run", "*.run")
    models("acme.js.**.run", "acme.js.more.**.run", "*.run", own=True).before(shipped)
    assert [rule.own for rule in shipped.rules("acme.js.more.run")] == [False]
    assert [rule.own for rule in shipped.rules("x.run")] == [False]


def test_names_are_written_as_programs_import_them() -> None:
    aliases = {"@acme/core": "acme", "acme.promises": "acme", "acme.make()": "acme"}
    rule = Rule(("@acme/core.run", "acme.promises.run", "acme.make().run", "@acme/core.**.run", "*.run", "acme.run"))
    assert renamed(rule, aliases).names == ("acme.run", "acme.run", "acme.run", "acme.**.run", "*.run", "acme.run")
