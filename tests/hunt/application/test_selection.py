"""Which records are about an application, however many functions it has."""

from __future__ import annotations

import duckdb
import pytest

from goatherd.core.value import Known
from goatherd.hunt.application.names import NameTable, Owner
from goatherd.hunt.application.selection import Selection
from goatherd.hunt.condition import Matches, questions
from goatherd.hunt.stream.predicate import predicate

MANY = 3_000


def table(names: list[str]) -> NameTable:
    found = NameTable()
    for name in names:
        found.add(Owner("shop", name), Known(name), "sam")
    return found


@pytest.fixture(scope="module")
def sessions():
    functions = table([f"the-shop-of-everything-${{Stage}}-${{Region}}-function-{number}" for number in range(MANY)])
    roles = table([f"the-shop-of-everything-${{Stage}}-role-{number}" for number in range(MANY)])
    return Selection.of(functions, roles).sessions.condition


@pytest.mark.parametrize(
    ("role", "session", "about"),
    [
        ("any", f"the-shop-of-everything-prod-eu-function-{MANY - 1}", True),
        (f"the-shop-of-everything-prod-role-{MANY - 1}", "erin", True),
        ("any", f"the-shop-of-everything-prod-eu-function-{MANY}", False),
        ("any", f"the-shop-of-everything-prod-eu-function-{MANY - 1}/more", False),
    ],
)
def test_thousands_of_functions(sessions, role, session, about):
    arn = f"arn:aws:sts::111122223333:assumed-role/{role}/{session}"
    assert predicate(sessions)({"userIdentity": {"type": "AssumedRole", "arn": arn}}) is about
    asked = [each.expression for each in questions(sessions) if isinstance(each, Matches)]
    found = [duckdb.execute("SELECT regexp_matches(?, ?)", [arn, each]).fetchone() for each in asked]
    assert ((True,) in found) is about


@pytest.mark.parametrize(("repeated", "about"), [(2, True), (400, False)])
def test_endless_arns_are_of_no_session(repeated, about):
    """Names with several open parts can be tried in very many ways."""
    asked = Selection.of(table(["${A}-shop-${B}-${C}-take"]), table([])).sessions
    arn = f"arn:aws:sts::111122223333:assumed-role/any/a{'-shop-b' * repeated}-c-take"
    assert predicate(asked.condition)({"userIdentity": {"type": "AssumedRole", "arn": arn}}) is about
