"""What answers a request for a token is a secret, whole: in a log it lets whoever reads that in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Sync:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events:
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
"""
DAILY = "{Type: Schedule, Properties: {Schedule: rate(1 day)}}"
REQUEST = "{Type: HttpApi, Properties: {Path: /a, Method: post}}"
JAVASCRIPT = """\
const axios = require('axios');
const qs = require('querystring');
const id = process.env.CLIENT_ID;
exports.handler = async () => {
  %s
};
"""
PYTHON = """\
import json, os, urllib.request
import requests

def handler(event, context):
    %s
"""
AXIOS = "const response = await axios.post('https://a.example/oauth/token', { client_id: id }); "
FETCH = "const response = await fetch(`https://${process.env.DOMAIN}/oauth2/token`, { method: 'POST' }); "
GRANT = "const response = await axios.post(process.env.URL, new URLSearchParams({ grant_type: 'refresh_token' })); "
OTHER = "const response = await axios.post('https://a.example/orders', { client_id: id }); "
POST = 'response = requests.post(os.environ["TOKEN_URL"], data={"grant_type": "client_credentials"}); '
SEND = (
    "const send = (path) => new Promise((resolve, reject) => { const asked = require('https').request({"
    " hostname: 'a.example', path, method: 'POST' }, (response) => { let text = '';"
    " response.on('data', (part) => { text += part; }); response.on('end', () => {"
    " if (response.statusCode < 300) { resolve(JSON.parse(text)); } else { reject(new Error(text)); } }); });"
    " asked.end(); });"
)
TOLD = {
    "all that was sent": f"{AXIOS} console.log(response.data);",
    "as text": f"{AXIOS} console.log('answer', JSON.stringify(response.data));",
    "the answer with what was sent in it": f"{AXIOS} console.log(response);",
    "within something else": f"{AXIOS} console.log({{ at: Date.now(), tokens: response.data }});",
    "the token alone": f"{AXIOS} console.log(response.data.access_token);",
    "by the name of the grant": f"{GRANT} console.log(response.data);",
    "read as JSON": f"{FETCH} const tokens = await response.json(); console.log(tokens);",
    "chained": "await fetch('https://a.example/connect/token').then((r) => r.json()).then((t) => console.log(t));",
    "where it went well": f"{FETCH} if (response.status === 200) {{ console.log(await response.json()); }}",
    "behind what failed": f"{AXIOS} if (!response.data.access_token) {{ return; }} console.log(response.data);",
    "received piece by piece": f"{SEND} console.log(JSON.stringify(await send('/oauth/token')));",
    "with options": "const { data } = await axios({ url: 'https://login.example/oauth2/v2.0/token', method: 'post',"
    " data: qs.stringify({ client_id: id }) }); console.log(data);",
}
NOT_TOLD = {
    "another request, received piece by piece": f"{SEND} console.log(JSON.stringify(await send('/orders')));",
    "another request": f"{OTHER} console.log(response.data);",
    "how it went": f"{AXIOS} console.log(response.status, response.data.expires_in, response.data.scope);",
    "that there is one": f"{AXIOS} const t = response.data.access_token; console.log(Boolean(t), t.length);",
    "what nobody has read": f"{FETCH} console.log(response);",
    "what is got with it": f"{AXIOS} const headers = {{ Authorization: `Bearer ${{response.data.access_token}}` }};"
    " const orders = await axios.get('https://a.example/orders', { headers }); console.log(orders.data);",
    "what a client says that is made with one": f"{AXIOS} const bus = require('bus').open(response.data.access_token);"
    " bus.on('error', (problem) => console.log(problem));",
    "that none came": f"{AXIOS} if (!response.data.access_token) {{ console.log(response.data); }}",
    "why it failed": f"{FETCH} if (!response.ok) {{ console.log(await response.text()); }}",
    "a failure by its status": f"{FETCH} if (response.status >= 400) {{ console.log(await response.json()); }}",
    "a page about tokens": "const page = await axios.get('https://a.example/token/help'); console.log(page.data);",
    "one that is revoked": "const r = await axios.post('https://a.example/oauth/token/revoke'); console.log(r.data);",
}


def _lines(root: Path, file: str, runtime: str, program: str, event: str = DAILY) -> int:
    (root / "template.yaml").write_text((TEMPLATE % runtime).replace(DAILY, event), encoding="utf-8")
    (root / file).write_text(program, encoding="utf-8")
    events = scan(str(root), Config(select=("GOAT0520",)))
    return sum(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize("body", TOLD.values(), ids=TOLD)
def test_tokens_are_told(tmp_path: Path, body: str) -> None:
    assert _lines(tmp_path, "app.js", "nodejs22.x", JAVASCRIPT % body) == 1


@pytest.mark.parametrize("body", NOT_TOLD.values(), ids=NOT_TOLD)
def test_what_else_is_asked_and_answered_is_not(tmp_path: Path, body: str) -> None:
    assert _lines(tmp_path, "app.js", "nodejs22.x", JAVASCRIPT % body) == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"{POST} print(response.json())", 1),
        (f"{POST} print(response.text)", 1),
        (f'{POST} tokens = response.json(); print(tokens["refresh_token"])', 1),
        (
            'r = urllib.request.urlopen("https://oauth2.googleapis.com/token", b""); print(json.loads(r.read()))',
            1,
        ),
        (f"{POST} print(response)", 0),
        (f"{POST}\n    if response.status_code != 200: print(response.text)", 0),
        (f"{POST}\n    try:\n        raise ValueError(response.text)\n    except ValueError as e: print(e)", 0),
        (f'{POST} print(response.status_code, response.json()["expires_in"])', 0),
        ('response = requests.get("https://a.example/orders"); print(response.json())', 0),
    ],
)
def test_in_python(tmp_path: Path, body: str, told: int) -> None:
    assert _lines(tmp_path, "app.py", "python3.13", PYTHON % body) == told


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("[:8]", 0),
        ("[:12]", 0),
        ("[-4:]", 0),
        ("[2:6]", 0),
        ("[:20]", 1),
        ("[4:]", 1),
        ("[:int(event['n'])]", 1),
        ("", 1),
    ],
)
def test_a_few_characters_tell_one_token_from_others(tmp_path: Path, part: str, told: int) -> None:
    code = PYTHON % f'print(f"asked with {{os.environ["API_TOKEN"]{part}}}…")'
    assert _lines(tmp_path, "app.py", "python3.13", code) == told


@pytest.mark.parametrize(
    ("part", "told"),
    [(".slice(0, 8)", 0), (".slice(0, 12)", 0), (".substring(0, 6)", 0), (".slice(-4)", 0), (".slice(0, 30)", 1)],
)
def test_a_few_characters_in_javascript(tmp_path: Path, part: str, told: int) -> None:
    body = JAVASCRIPT % f"console.log('asked with', process.env.API_TOKEN{part});"
    assert _lines(tmp_path, "app.js", "nodejs22.x", body) == told


@pytest.mark.parametrize(("logged", "told"), [("message.image.file.id", 0), ("JSON.parse(event.body).flow_token", 1)])
def test_what_lies_deeper_than_names_are_kept_is_not_the_token_beside_it(
    tmp_path: Path, logged: str, told: int
) -> None:
    code = """
exports.handler = async (event) => {
  const [message] = JSON.parse(event.body).body.data.entry[0].changes[0].value.messages;
  if (JSON.parse(message.interactive.reply).flow_token === 'a') return 1;
  console.log(%s);
};
"""
    request = "A: {Type: HttpApi, Properties: {Path: /a, Method: post}}"
    daily = "Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}"
    (tmp_path / "template.yaml").write_text((TEMPLATE % "nodejs22.x").replace(daily, request))
    (tmp_path / "app.js").write_text(code % logged)
    events = scan(str(tmp_path), Config(select=("GOAT0520",)))
    assert sum(isinstance(event, FindingFound) for event in events) == told


NAMES = """
import os
import boto3
store = boto3.client("secretsmanager")
def handler(event, context):
    secret = store.get_secret_value(SecretId=os.environ["DATABASE_SECRET"])
    print(%s)
"""


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        ('os.environ["DATABASE_SECRET"]', 0),
        ('os.environ["SIGNING_SECRET"]', 1),
        ('secret["SecretString"]', 1),
    ],
)
def test_what_a_secret_is_asked_for_by_is_none(tmp_path: Path, logged: str, told: int) -> None:
    assert _lines(tmp_path, "app.py", "python3.13", NAMES % logged) == told


OF_A_REQUEST = """\
const jwt = require('jsonwebtoken');
exports.handler = async (event) => {
  const token = (event.headers.Authorization || event.headers.authorization).substring(7);
  console.log(WHAT);
};
"""


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("JSON.stringify(jwt.decode(token))", False),
        ("jwt.decode(token).sub", False),
        ("token", True),
        ("`came with ${token.trim()}`", True),
    ],
)
def test_what_a_token_says_is_not_the_token(tmp_path: Path, what: str, told: bool) -> None:
    program = OF_A_REQUEST.replace("WHAT", what)
    assert bool(_lines(tmp_path, "app.js", "nodejs22.x", program, REQUEST)) is told
