"""Where an address leads is not the caller's decision once the program has said the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.programs import behaviour, check

if TYPE_CHECKING:
    from pathlib import Path

FIXED = [
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(u.toString());",
    "const u = new URL(b.link.trim()); u.host = process.env.HOST; await fetch(u);",
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(u.href);",
    r"for (const [s] of b.text.matchAll(/https:\/\/t\.example\/[a-z]+/g)) { await fetch(s); }",
    r"for (const s of b.text.match(/https?:\/\/t\.example\/[a-z]+/g)) { await fetch(s); }",
    r"const [s] = /https:\/\/(?:t\.example)\/[a-z]+/.exec(b.text); await fetch(s);",
    "let u = (await axios.get('https://x.example/')).data.base; if (b.a) u = u + '/' + encodeURIComponent(b.a);"
    " if (b.b) u = u + '/' + encodeURIComponent(b.b); await fetch(u);",
    "const o = (await axios.get('https://x.example/')).data; let u = o.base; if (o.old) u = u.replace('a', 'b');"
    " if (b.a) u = u + '/' + encodeURIComponent(b.a); if (b.b) u = u + '/' + b.b; await fetch(u);",
    r"if (/^https:\/\/t\.example\//.test(b.link)) { await fetch(b.link); }",
    "await fetch(encodeURI('https://' + process.env.HOST + '/users/' + b.name));",
    r"if (/^[-.!\w]{4,10}$/.test(b.alias)) { await fetch(process.env.BASE + b.alias); }",
    r"if (/^[-.!\w]{4,10}$/.test(b.alias)) { await fetch(`${process.env.BASE}${b.alias}.json`); }",
]
CHOSEN = [
    "let u = b.base; if (b.a) u = u + '/' + encodeURIComponent(b.a); await fetch(u);",
    "await fetch(encodeURI('https://' + b.host + '/users'));",
    "await fetch(encodeURI(b.link));",
    "const u = new URL(b.link); u.port = '80'; await fetch(u);",
    "const u = new URL(b.link); u.hostname = b.host; await fetch(u);",
    "const u = new URL(b.link); u.hostname = 'api.example.org'; await fetch(b.link);",
    r"for (const [s] of b.text.matchAll(/https:\/\/[a-z.]+\/x/g)) { await fetch(s); }",
    r"for (const [s] of b.text.matchAll(/https:\/\/t\.example[a-z.]*\//g)) { await fetch(s); }",
    r"if (/^https:\/\/t\.example/.test(b.link)) { await fetch(b.link); }",
    r"if (/https:\/\/t\.example\//.test(b.link)) { await fetch(b.link); }",
    r"if (/^https:\/\/t\.example@/.test(b.link)) { await fetch(b.link); }",
    r"if (/^[-.@\w]{4,10}$/.test(b.alias)) { await fetch(process.env.BASE + b.alias); }",
    r"if (/^[-.!\w]{4,10}$/.test(b.alias)) { await fetch('https://' + b.alias); }",
    r"if (/^[-.!\w]{4,10}$/.test(b.alias)) { await fetch('https://api.example.org' + b.alias); }",
    r"if (/^[-.!\w]{4,10}$/.test(b.alias)) { await fetch(b.base + b.alias); }",
]

ENCODED = """
const slug = (text) => String(text).replace(/[^a-z0-9]+/g, '-');
exports.handler = async (event) => {
  await fetch(`https://api.example.org/files/${encodeURI(`posts/${slug(event.title)}.md`)}?ref=main`);
  await fetch(`https://api.example.org/files/${encodeURI(event.name)}`); //! url-path
  await fetch(`https://api.example.org/files/${encodeURI(event.other.replace('/', ''))}`); //! url-path
};
"""
PYTHON = """
import os
from urllib.parse import quote

import pandas
import requests

HOST = "https://" + os.environ["HOST"]


def handler(event, context):
    requests.get(quote(f"{HOST}/users/{event['name']}", safe=":/&=?"))  #! url-path
    requests.get(quote("https://" + event["host"] + "/users", safe=":/"))  #! ssrf
    requests.get(quote(event["link"], safe=":/"))  #! ssrf
    pandas.read_excel(f"gs://{event['bucket']}/{event['name']}")
    pandas.read_csv("s3://" + event["bucket"] + "/x")
    pandas.read_csv("http://" + event["bucket"] + "/x")  #! ssrf
"""


def decided_by_callers(tmp_path: Path, code: str) -> bool:
    handler = f"exports.handler = async (event) => {{ const b = JSON.parse(event.body); {code} }};\n"
    program = f"const axios = require('axios');\n{handler}"
    return any(flow.kind == "ssrf" for flow in behaviour(tmp_path, "javascript", program).flows)


@pytest.mark.parametrize("code", FIXED)
def test_the_program_says_the_host(code: str, tmp_path: Path) -> None:
    assert not decided_by_callers(tmp_path, code)


@pytest.mark.parametrize("code", CHOSEN)
def test_the_caller_does(code: str, tmp_path: Path) -> None:
    assert decided_by_callers(tmp_path, code)


def test_where_the_program_says_it_in_python(tmp_path: Path) -> None:
    """Quoting leaves the program's own text where it is, and a store of objects is no host."""
    check(tmp_path, "python", PYTHON)


def test_what_stands_behind_a_host_that_is_chosen_decides_nothing_more(tmp_path: Path) -> None:
    program = "exports.handler = async (event) => { const b = JSON.parse(event.body); await fetch(URL); };"
    for address, chosen in {
        "`https://${b.host}/users/${b.name}`": {"event.body.host"},
        "`https://${b.name}.example.org/${b.host}`": {"event.body.name"},
        "`https://${b.name}${b.host}/users`": {"event.body.name", "event.body.host"},
    }.items():
        found = behaviour(tmp_path, "javascript", program.replace("URL", address))
        assert {flow.source.path for flow in found.flows if flow.kind == "ssrf"} == chosen


def test_what_holds_of_a_text_holds_of_its_encoding(tmp_path: Path) -> None:
    check(tmp_path, "javascript", ENCODED)
