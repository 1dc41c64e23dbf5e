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


@pytest.mark.parametrize(
    ("arguments", "who"),
    [
        ('"DELETE FROM orders WHERE owner = %s OR id = %s", (user, id)', "any user"),
        ('"SELECT * FROM orders WHERE public = 1 OR owner = %s", (user,)', "not known"),
        ('"SELECT * FROM orders WHERE (public = 1 OR owner = %s) AND id = %s", (user, id)', "any user"),
        ('"UPDATE orders SET a = 1 WHERE NOT (owner = %s)", (user,)', "not known"),
        ('"DELETE FROM orders WHERE id = ? ORDER BY (owner = ?)", [id, user]', "any user"),
        ('"DELETE FROM orders WHERE id IN (SELECT id FROM b LIMIT 1) OR owner = ?", [user]', "not known"),
        ('"UPDATE orders SET a = (SELECT a FROM b WHERE owner = ?) WHERE id = ?", [user, id]', "any user"),
        ('"DELETE FROM orders WHERE owner IN (%s, %s)", (user, id)', "any user"),
        ("\"SELECT * FROM orders WHERE owner = %s AND note = 'this or that'\", (user,)", "owner"),
        ('"DELETE FROM orders WHERE (a = 1 OR b = 2) AND owner = %s AND c IS NOT NULL", (user,)', "owner"),
        ('"DELETE FROM orders WHERE id IN (%s, %s) AND owner = %s", (id, id, user)', "owner"),
    ],
)
def test_a_comparison_counts_where_it_has_to_hold(circle, arguments, who):
    assert circle(arguments) == who


@pytest.mark.parametrize(
    ("statement", "who"),
    [
        ('"INSERT INTO orders (created, owner) VALUES (now(), %s)", (user,)', "owner"),
        ('"INSERT INTO orders (note, owner) VALUES (concat(%s, %s), %s)", (id, id, user)', "owner"),
        ('"INSERT INTO orders (note, owner) VALUES (\'a, b)\', %(me)s)", {"me": user}', "owner"),
        ("\"INSERT INTO orders (owner, note) VALUES ('x', %s)\", (id,)", "any user"),
        ("\"INSERT INTO orders (owner, note) VALUES (%s, 'x'), (%s, 'x')\", (user, user)", "owner"),
    ],
)
def test_what_is_inserted(circle, statement, who):
    assert circle(statement) == who


def test_a_value_stands_under_its_own_column(python):
    (cell,) = python(f'{CONNECTED}cursor.execute("INSERT INTO orders (created, owner) VALUES (now(), %s)", (user,))')
    assert any(each.text.endswith(" as owner") for each in cell.evidence)
