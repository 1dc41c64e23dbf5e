"""Text that one statement stores in a relational database and another function writes into a page."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from goatherd.core.confidence import Confidence
from goatherd.model.trigger import Kind
from tests.engine.programs import application, function, trigger

PAGE = 'return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}'
SHOWS = {
    "a column that is stored": ('"".join(f"<p>{row[\'text\']}</p>" for row in cursor.fetchall())', True),
    "a column by its number": ('"<p>" + cursor.fetchone()[0]', True),
    "another column": ('"".join(f"<p>{row[\'id\']}</p>" for row in cursor.fetchall())', False),
    "a column, escaped": ('"<p>" + html.escape(cursor.fetchone()["text"])', False),
}


def shown(tmp_path: Path, write: str, page: str, table: str = "notes") -> list[Confidence]:
    head = "import html\nimport psycopg2\ndb = psycopg2.connect('')\n"
    writer = f"""
def handler(event, context):
    cursor = db.cursor()
    cursor.execute({write})
    return {{"statusCode": 204}}
"""
    reader = f"""
def handler(event, context):
    cursor = db.cursor()
    cursor.execute("SELECT * FROM {table} ORDER BY id")
    page = {page}
    {PAGE}
"""
    made = application(
        tmp_path,
        {"write.py": head + dedent(writer), "show.py": head + dedent(reader)},
        function("write.py", trigger(Kind.REST_API), id="Write"),
        function("show.py", trigger(Kind.REST_API), id="Show"),
    )
    found = made.flows(made.functions[1], "html")
    assert all(flow.via == ("Write", table) for flow in found)
    return [flow.confidence for flow in found]


@pytest.mark.parametrize("name", SHOWS)
def test_what_is_shown(tmp_path: Path, name: str) -> None:
    page, told = SHOWS[name]
    stored = '"INSERT INTO notes (text, author) VALUES (%s, %s)", (event["body"], "x")'
    assert shown(tmp_path, stored, page) == ([Confidence.MEDIUM] if told else [])


def test_what_is_stored(tmp_path: Path) -> None:
    page = '"<p>" + cursor.fetchone()["text"]'
    assert shown(tmp_path, '"UPDATE notes SET text = %s WHERE id = 1", (event["body"],)', page) == [Confidence.MEDIUM]
    assert shown(tmp_path, '"UPDATE notes SET title = %s WHERE id = 1", (event["body"],)', page) == []
    assert shown(tmp_path, '"DELETE FROM notes WHERE id = %s", (event["body"],)', page) == []
    assert shown(tmp_path, '"INSERT INTO notes (text) VALUES (%s)", (1,)', page) == []
    assert shown(tmp_path, '"INSERT INTO notes (text) VALUES (%s)", (event["body"],)', page, table="others") == []


def test_a_callback_in_javascript(tmp_path: Path) -> None:
    program = """
        const db = require("mysql").createConnection({});
        exports.handler = async (event) => {
          await db.query("INSERT INTO visits (path) VALUES (?)", [event.path]);
          const page = await new Promise((resolve) => {
            db.query("SELECT path FROM visits", (error, found) => {
              let table = "<table>";
              for (const visit of found) table += `<tr><td>${visit.path}</td></tr>`;
              resolve(table + "</table>");
            });
          });
          return { statusCode: 200, headers: { "Content-Type": "text/html" }, body: page };
        };
    """
    made = application(tmp_path, {"index.js": program}, function("index.js", trigger(Kind.REST_API)))
    assert [flow.confidence for flow in made.flows(made.functions[0], "html")] == [Confidence.MEDIUM]


@pytest.mark.parametrize(
    ("write", "answered"),
    [
        ('"UPDATE notes SET text = %s WHERE id = 1 RETURNING *", (event["body"],)', 1),
        ('"UPDATE notes SET text = %s OUTPUT INSERTED.* WHERE id = 1", (event["body"],)', 1),
        ('"INSERT INTO notes (text) OUTPUT INSERTED.* VALUES (%s)", (event["body"],)', 1),
        ('"UPDATE notes SET text = %s WHERE id = 1", (event["body"],)', 0),
    ],
)
def test_what_a_statement_gives_back_of_what_it_writes(tmp_path: Path, write: str, answered: int) -> None:
    code = f"""
import psycopg2
db = psycopg2.connect('')

def handler(event, context):
    cursor = db.cursor()
    cursor.execute({write})
    return {{"statusCode": 200, "body": cursor.fetchone()}}
"""
    made = application(tmp_path, {"write.py": code}, function("write.py", trigger(Kind.REST_API)))
    assert len(made.flows(made.functions[0], "record-response")) == answered
