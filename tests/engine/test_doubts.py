"""What lowers the confidence of a flow, what silences it and what changes nothing, as docs/confidence.md states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.model.trigger import Kind
from tests.engine.programs import behaviour, trigger

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = """
import base64, html, ipaddress, os, re, shlex, uuid
import acme, jsonschema
from datetime import datetime
from enum import Enum

class Color(Enum):
    RED = "red"

def is_short(value):
    return len(value) < 9

def is_clean(value):
    return acme.is_clean(value)

def demand(value):
    if not acme.is_clean(value):
        raise ValueError(value)

def handler(event, context):
    x = event["x"]
    %s
    os.system(f"run {x}")
"""
JAVASCRIPT = """
const { exec } = require('child_process');
const acme = require('acme');
const { isClean } = require('../lib/missing');
exports.handler = async (event) => {
  let x = event.x;
  %s
  exec(`run ${x}`);
};
"""
PROGRAMS = {"python": PYTHON, "javascript": JAVASCRIPT}
HOW = "how strictly is not known"
LOWERED = [
    ("python", "x = acme.clean(x)", "passes through `acme.clean()`, which cannot be looked into"),
    ("python", "x = event['tools'].clean(x)", "passes through `clean()` of an object whose type is not known"),
    ("python", "x = acme.clean_error(x)", "passes through `acme.clean_error()`, which cannot be looked into"),
    ("python", "x = acme.Thing(x)", "becomes what `acme.Thing()` makes of it, which cannot be looked into"),
    ("python", "if not acme.is_clean(x): return", f"`acme.is_clean()` checks it, {HOW}"),
    ("python", "if acme.is_bad(x): raise ValueError(x)", f"`acme.is_bad()` checks it, {HOW}"),
    ("python", "acme.validate(x)", f"`acme.validate()` checks it, {HOW}"),
    ("python", "if not is_clean(x): return", f"`acme.is_clean()` checks it, {HOW}"),
    ("python", "demand(x)", f"`acme.is_clean()` checks it, {HOW}"),
    ("python", "if not re.fullmatch(os.environ['PATTERN'], x): return", f"a pattern tests it, {HOW}"),
    ("python", "if not acme.is_clean(x.strip()): return", f"`acme.is_clean()` checks it, {HOW}"),
    ("python", "if not all(acme.is_clean(c) for c in x): return", f"`acme.is_clean()` checks it, {HOW}"),
    ("python", "if not all(c in acme.LETTERS for c in x): return", f"a list holds each of its characters, {HOW}"),
    ("python", "jsonschema.validate(x, acme.schema)", f"a schema checks it, {HOW}"),
    ("javascript", "x = acme.clean(x);", "passes through `acme.clean()`, which cannot be looked into"),
    ("javascript", "x = isClean(x);", "passes through `isClean()` of `../lib/missing`, which cannot be looked into"),
    ("javascript", "x = event.tools.clean(x);", "passes through `clean()` of an object whose type is not known"),
    ("javascript", "if (!acme.isClean(x)) return;", f"`acme.isClean()` checks it, {HOW}"),
    ("javascript", "if (![...x].every((c) => acme.isClean(c))) return;", f"`acme.isClean()` checks it, {HOW}"),
    ("javascript", "await acme.assertClean(x);", f"`acme.assertClean()` checks it, {HOW}"),
    ("javascript", "if (!isClean(x)) throw new Error(x);", f"`isClean()` of `../lib/missing` checks it, {HOW}"),
    ("javascript", "if (!new RegExp(process.env.P).test(x)) return;", f"a pattern tests it, {HOW}"),
    ("javascript", "if (!/^\\p{L}+$/u.test(x)) return;", f"a pattern tests it, {HOW}"),
]
UNCHANGED = [
    ("python", "x = str(x).strip().lower()[:9]"),
    ("python", "x = base64.b64decode(x)"),
    ("python", "x = html.escape(x)"),
    ("python", "if ';' in x or '|' in x: return"),
    ("python", "x = x.replace(';', '')"),
    ("python", "if not re.match('[a-z]', x): return"),
    ("python", "if not all(c in ';|ab' for c in x): return"),
    ("python", "if not all(c.isalnum() for c in x if c != ';'): return"),
    ("python", "if not any(c.isalnum() for c in x): return"),
    ("python", "if any(c in x for c in ';|&'): return"),
    ("python", "if len(x) > 9: return"),
    ("python", "if not is_short(x): return"),
    ("python", "if not x: return"),
    ("python", "if not acme.process(x): return"),
    ("python", "acme.checkout(x)"),
    ("python", "acme.invalidate(x)"),
    ("python", "if acme.is_odd(x): acme.log('odd')"),
    ("python", "acme.is_clean(x)"),
    ("python", "x = str(ValueError(x))"),
    ("python", "x = str(acme.Error(x))"),
    ("python", "if not acme.is_clean(event['y']): return"),
    ("python", "if not acme.is_authorized(event): return"),
    ("javascript", "x = String(x).trim().toLowerCase();"),
    ("javascript", "if (isNaN(parseInt(x))) return;"),
    ("javascript", "if (!acme.process(x)) return;"),
    ("javascript", "if (![...x].some((c) => /^[a-z]$/.test(c))) return;"),
    ("javascript", "if (isClean(x)) console.log('clean');"),
    ("javascript", "if (!new RegExp(process.env.P).test(x)) console.log('odd');"),
]
SILENT = [
    ("python", "x = acme.names()[0].startswith(x)"),
    ("javascript", "x = acme.names().find((name) => name.startsWith(x))"),
    ("python", "x = int(x)"),
    ("python", "int(x)"),
    ("python", "x = uuid.UUID(x)"),
    ("python", "x = datetime.fromisoformat(x).isoformat()"),
    ("python", "x = ipaddress.ip_address(x)"),
    ("python", "x = Color(x).value"),
    ("python", "x = f'{x:04d}'"),
    ("python", "x = base64.b64encode(x.encode()).decode()"),
    ("python", "x = shlex.quote(x)"),
    ("python", "if not re.fullmatch('[a-z]+', x): return"),
    ("python", "if not re.fullmatch('[a-z]+', str(x)): return"),
    ("python", "if x not in ('a', 'b'): return"),
    ("python", "if not any(x == known for known in ('a', 'b')): return"),
    ("python", "if not all(c in 'abc' for c in x): return"),
    ("python", "if any(not c.isalnum() for c in x): return"),
    ("javascript", "x = Number(x);"),
    ("javascript", "x = parseInt(x, 10);"),
    ("javascript", "if (isNaN(Number(x))) return;"),
    ("javascript", "if (!Number.isInteger(+x)) return;"),
    ("javascript", "if (!/^[a-z]+$/.test(x)) return;"),
    ("javascript", "if (![...x].every((c) => /^[a-z]$/.test(c))) return;"),
]


def doubts(tmp_path: Path, language: str, line: str) -> list[list[str]]:
    """The reasons of each flow into the shell."""
    flows = behaviour(tmp_path, language, PROGRAMS[language] % line).flows_to("shell")
    return [[reason.words for reason in flow.reasons] for flow in flows if flow.source.path == "event.x"]


@pytest.mark.parametrize(("language", "line", "words"), LOWERED)
def test_what_lowers_confidence_says_where(tmp_path: Path, language: str, line: str, words: str) -> None:
    text = PROGRAMS[language] % line
    (flow,) = [f for f in behaviour(tmp_path, language, text).flows_to("shell") if f.source.path == "event.x"]
    (reason,) = flow.reasons
    assert (flow.confidence.label, reason.words) == ("medium", words)
    assert reason.span is not None
    assert words.partition("`")[2].partition("(")[0].rpartition(".")[2] in text.splitlines()[reason.span.line - 1]


@pytest.mark.parametrize(("language", "line"), UNCHANGED)
def test_what_changes_nothing(tmp_path: Path, language: str, line: str) -> None:
    assert doubts(tmp_path, language, line) == [[]]


@pytest.mark.parametrize(("language", "line"), SILENT)
def test_what_silences(tmp_path: Path, language: str, line: str) -> None:
    assert doubts(tmp_path, language, line) == []


def test_two_steps_through_unknown_code_make_low_confidence(tmp_path: Path) -> None:
    twice = doubts(tmp_path, "python", "x = acme.one(acme.two(x))")
    assert twice == [[f"passes through `acme.{name}()`, which cannot be looked into" for name in ("two", "one")]]


def test_a_test_holds_for_what_is_chosen_on_its_path(tmp_path: Path) -> None:
    kept = "y = x if acme.is_clean(x) else 'a'; x = y"
    assert doubts(tmp_path, "python", kept) == [[f"`acme.is_clean()` checks it, {HOW}"]]


def test_a_host_that_unknown_code_allows(tmp_path: Path) -> None:
    text = """
const acme = require('acme');
const axios = require('axios');
exports.handler = async (event) => {
  if (!acme.isAllowed(new URL(event.x).hostname)) return;
  await axios.get(event.x);
};
"""
    (flow,) = behaviour(tmp_path, "javascript", text).flows_to("ssrf")
    assert [reason.words for reason in flow.reasons] == [f"`acme.isAllowed()` checks it, {HOW}"]


SQL = """
import pymysql
def handler(event, context):
    x = event["x"]{change}
    pymysql.connect().cursor().execute(f"SELECT * FROM t WHERE a = {quote}{{x}}{quote}")
"""
QUOTES = "its quotes are doubled or taken out; in some databases a backslash gets around that"
DOUBLED = """.replace("'", "''")"""


@pytest.mark.parametrize(
    ("change", "quote", "expected"),
    [
        ("", "'", [[]]),
        (DOUBLED, "", [[]]),
        (DOUBLED, '\\"', [[]]),
        (DOUBLED, "'", [[QUOTES]]),
        (""".replace("'", "")""", "'", [[QUOTES]]),
        ("""[:9].replace("'", "\\\\'")""", "'", [[]]),
        (""".replace("\\\\", "").replace("'", "")""", "'", []),
    ],
)
def test_quotes_in_sql(tmp_path: Path, change: str, quote: str, expected: list[list[str]]) -> None:
    flows = behaviour(tmp_path, "python", SQL.format(change=change, quote=quote)).flows_to("sql")
    assert [[reason.words for reason in flow.reasons] for flow in flows] == expected


@pytest.mark.parametrize(
    ("connect", "quote", "count"),
    [
        ("import pyodbc\n    c = pyodbc.connect('Driver=ODBC Driver 18 for SQL Server')", "'", 0),
        ("import psycopg2\n    c = psycopg2.connect('')", "'", 0),
        ("import psycopg2\n    c = psycopg2.connect('')", "", 1),
        ("import psycopg2\n    c = psycopg2.connect('')", '\\"', 1),
        ("import MySQLdb, sqlite3\n    sqlite3.connect('')\n    c = MySQLdb.connect('')", "'", 1),
    ],
)
def test_doubled_quotes_by_database(tmp_path: Path, connect: str, quote: str, count: int) -> None:
    """Where a backslash is a character like any other, doubled quotes keep a text closed."""
    program = f"""
def handler(event, context):
    {connect}
    x = event["x"]{DOUBLED}
    c.cursor().execute(f"SELECT * FROM t WHERE a = {quote}{{x}}{quote}")
"""
    assert len(behaviour(tmp_path, "python", program).flows_to("sql")) == count


@pytest.mark.parametrize(("driver", "count"), [("pg", 0), ("mysql2", 1)])
def test_doubled_quotes_in_javascript(tmp_path: Path, driver: str, count: int) -> None:
    program = f"""
const db = require("{driver}");
exports.handler = async (event) => {{
  const x = event.queryStringParameters.x.replace(/'/g, "''");
  await new db.Pool().query(`SELECT * FROM t WHERE a = '${{x}}'`);
}};
"""
    found = behaviour(tmp_path, "javascript", program, trigger(Kind.HTTP_API)).flows_to("sql")
    assert len(found) == count
