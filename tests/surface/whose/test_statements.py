"""Whose rows a statement of SQL reads or changes."""

from __future__ import annotations

from time import process_time

import pytest

from tests.surface.whose.applications import told

CONNECTED = 'import psycopg2\ncursor = psycopg2.connect("").cursor()\n'


@pytest.fixture
def circle(python):
    """Who gets one statement done, which is the first argument of a call."""

    def who(arguments):
        ((_, _, _, who),) = told(python(f"{CONNECTED}cursor.execute({arguments})"))
        return who

    return who


@pytest.mark.parametrize(
    "arguments",
    [
        '"SELECT * FROM orders WHERE owner = $0", [user]',
        '"SELECT * FROM orders WHERE owner = $0"',
        r'"SELECT * FROM orders WHERE owner = \x017\x01"',
        r'f"SELECT * FROM orders WHERE owner = \x017\x01 AND id = {id}"',
    ],
)
def test_a_placeholder_that_nothing_stands_for(circle, arguments):
    assert circle(arguments) == "any user"


def test_long_names_take_no_longer_than_short_ones(python):
    name = "a" * 4000
    change = f'table.update_item(Key={{"id": id}}, UpdateExpression="{name}", ConditionExpression="{name}",\n'
    change += '    ExpressionAttributeValues={":a": 1})\n'
    statements = f'cursor.execute("update t set {name}")\ncursor.execute("select {name} b from t")\n'
    started = process_time()
    python(CONNECTED + (change + statements) * 8)
    assert process_time() - started < 3


def test_parameters_by_name(circle):
    assert circle('"SELECT * FROM orders WHERE owner = %(sub)s", {"sub": user, "ub": id}') == "owner"
    assert circle('"SELECT * FROM orders WHERE owner = :sub", {"sub": user, "ub": id}') == "owner"
    assert circle('"SELECT * FROM orders WHERE owner = %(ub)s", {"sub": user, "ub": id}') == "any user"
