"""What somebody may have meant: slips of the fingers, and nothing that merely looks alike."""

from __future__ import annotations

import pytest

from goatherd.attack.oracles.registry import all_oracles
from goatherd.checks.registry import all_checks
from goatherd.core.nearest import nearest

RULES = (*all_checks(), *all_oracles())
NAMES = [*(name for rule in RULES for name in (rule.id, rule.slug)), *(f"SAS-{number}" for number in range(1, 11))]
COMMANDS = ["attack", "checks", "explain", "fix", "invoke", "learn", "map", "scan"]
KEYS = ["select", "ignore", "exclude", "fail-on", "min-severity", "min-confidence", "baseline"]


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("GOAT01O1", NAMES, "GOAT0101"),
        ("G0AT0101", NAMES, "GOAT0101"),
        ("GAOT0101", NAMES, "GOAT0101"),
        ("goat-0101", NAMES, "GOAT0101"),
        ("SAS1", NAMES, "SAS-1"),
        ("event-data-in-shel", NAMES, "event-data-in-shell"),
        ("evnet-data-in-shell", NAMES, "event-data-in-shell"),
        ("event_data_in_shell", NAMES, "event-data-in-shell"),
        ("eventdatainshell", NAMES, "event-data-in-shell"),
        ("shell", NAMES, "event-data-in-shell"),
        ("scna", COMMANDS, "scan"),
        ("lern", COMMANDS, "learn"),
        ("expl", COMMANDS, "explain"),
        ("severity", KEYS, "min-severity"),
        ("fail_on", KEYS, "fail-on"),
        ("--selct", ["--select", "--help"], "--select"),
    ],
)
def test_a_slip_is_seen(typed: str, known: list[str], meant: str) -> None:
    assert nearest(typed, known) == f"did you mean {meant!r}?"


@pytest.mark.parametrize(
    "typed", ["", "-", "FOO", "unicorn", "GOAT9999", "GOAT0199", "GOAT01051", "goat010x", "GOAT101"]
)
def test_another_name_is_no_slip(typed: str) -> None:
    assert nearest(typed, NAMES) == ""


@pytest.mark.parametrize("typed", ["sas99", "SAS-11", "event-data-in-yaml", "event", "data"])
def test_neither_another_number_nor_another_noun_nor_what_fits_several(typed: str) -> None:
    assert nearest(typed, NAMES) == ""


def test_other_words_are_no_commands() -> None:
    assert [word for word in ("plan", "test", "prove", "run", "init") if nearest(word, COMMANDS)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_id_of_a_rule_is_never_suggested_for_another_number(rule) -> None:
    digits = range(10)
    others = {f"{rule.id[:at]}{digit}{rule.id[at + 1 :]}" for at in range(4, 8) for digit in digits} - {rule.id}
    assert [other for other in others if nearest(other, [rule.id])] == []
