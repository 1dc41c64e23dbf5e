"""Statements that an event's text is put into, whatever classes a program chooses for its cursors."""

import pytest

CONNECTED = """
import sqlite3
class Own(sqlite3.Connection):
    def cursor(self):
        return super().cursor(OwnCursor)
class OwnCursor(sqlite3.Cursor):
    pass
statement = f"SELECT 'Bob' WHERE '2' = '{value}'"
"""
WAYS = {
    "a cursor": "found = sqlite3.connect(':memory:').cursor().execute(statement)",
    "a connection": "found = sqlite3.connect(':memory:').execute(statement)",
    "a script": "found = sqlite3.connect(':memory:').executescript(statement) and [('Bob',)]",
    "a class of cursors": "found = sqlite3.connect(':memory:').cursor(factory=OwnCursor).execute(statement)",
    "a class of connections": "found = sqlite3.connect(':memory:', factory=Own).execute(statement)",
    "its cursor": "found = sqlite3.connect(':memory:', factory=Own).cursor().execute(statement)",
    "a class by its place": "found = sqlite3.connect(':memory:', 5, 0, None, True, Own).execute(statement)",
    "the module's own class": "found = sqlite3.connect(':memory:', factory=sqlite3.Connection).execute(statement)",
    "a cursor that is made": "found = sqlite3.Cursor(sqlite3.connect(':memory:')).execute(statement)",
    "the inner module": "from sqlite3 import dbapi2\nfound = dbapi2.connect(':memory:').cursor().execute(statement)",
    "a function that makes connections": """
found = sqlite3.connect(':memory:', factory=lambda *given, **named: Own(*given, **named)).execute(statement)
""",
}
TOLD = "\nfound = [type('Row', (), {'text': row[0]}) for row in found]"
NO_CURSOR = """
import psycopg2, psycopg2.extras
cursor = {kind}.__new__({kind})
try:
    cursor.execute({given})
except psycopg2.Error:
    found = []
"""


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_statement_of_sqlite_whose_structure_an_event_changes_is_stopped(answers, way):
    found = answers(CONNECTED + way + TOLD, "2", "2' or '1'='1")
    assert found == (["FOUND ['Bob']", "ANSWER None", "ANSWER 403"], ["sink-sql"])


@pytest.mark.parametrize("kind", ["RealDictCursor", "DictCursor", "NamedTupleCursor"])
def test_a_statement_of_psycopg2_is_too(answers, kind):
    statement = "query=f\"SELECT '{value}'\""
    found = answers(NO_CURSOR.format(kind=f"psycopg2.extras.{kind}", given=statement), "2", "2' or '1'='1")
    assert found == (["FOUND []", "ANSWER None", "ANSWER 403"], ["sink-sql"])
