"""Which origins a response lets in with credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      {code}
      Events: {{A: {{Type: Api, Properties: {{Path: /a, Method: get}}}}}}
"""
JAVASCRIPT = "Runtime: nodejs22.x\n      Handler: index.handler"
PYTHON = "Runtime: python3.13\n      Handler: app.handler"


def severities(folder: Path, code: str, file: str, text: str) -> list[str]:
    (folder / "template.yaml").write_text(TEMPLATE.format(code=code))
    (folder / file).write_text(text)
    found = [
        event.finding for event in scan(str(folder), Config(select=("GOAT0322",))) if isinstance(event, FindingFound)
    ]
    return [finding.severity.name.lower() for finding in found if finding.severity]


HANDLER = """
const OWN = ['https://a.example'];
exports.handler = async (event) => {{
  const origin = event.headers.origin || event.headers.Origin;
  {check}
  return {{ statusCode: 200, headers: {{ 'Access-Control-Allow-Origin': {origin}, {more} }}, body: '' }};
}};
"""
WITH = "'Access-Control-Allow-Credentials': true"


@pytest.mark.parametrize(
    ("origin", "more", "check", "expected"),
    [
        ("origin", WITH, "", ["medium"]),
        ("origin", "'Access-Control-Allow-Credentials': 'true'", "", ["medium"]),
        ("origin || '*'", WITH, "", ["medium"]),
        ("'*'", WITH, "", []),  # browsers refuse it
        ("origin", WITH, "const user = sessions[event.headers.cookie];", ["high"]),
        ("'*'", "'Vary': 'Origin'", "", []),
        ("origin", "'Vary': 'Origin'", "", []),
        ("origin", "'Access-Control-Allow-Credentials': false", "", []),
        ("'https://a.example'", WITH, "", []),
        ("process.env.ORIGIN", WITH, "", []),
        ("origin", WITH, "if (!OWN.includes(origin)) return { statusCode: 403 };", []),
        ("origin", WITH, "if (!origin.endsWith('.a.example')) return { statusCode: 403 };", []),
        ("origin", WITH, "if (!/^https:.*a.example$/.test(origin)) return { statusCode: 403 };", []),
    ],
)
def test_headers_of_a_response(tmp_path: Path, origin: str, more: str, check: str, expected: list[str]) -> None:
    text = HANDLER.format(origin=origin, more=more, check=check)
    assert severities(tmp_path, JAVASCRIPT, "index.js", text) == expected


def test_the_answers_of_a_file_are_one_finding(tmp_path: Path) -> None:
    answer = "({ statusCode: S, headers: { 'Access-Control-Allow-Origin': event.headers.origin, " + WITH + " } })"
    lines = ["exports.handler = async (event) => {", f"if (event.body) return {answer.replace('S', '400')};"]
    text = "\n".join([*lines, f"return {answer.replace('S', '200')};", "};"])
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(code=JAVASCRIPT))
    (tmp_path / "index.js").write_text(text)
    events = scan(str(tmp_path), Config(select=("GOAT0322",)))
    (finding,) = [event.finding for event in events if isinstance(event, FindingFound)]
    assert [place.line for place in (finding.span, *finding.locations)] == [2, 3]


KOA = """
const Koa = require('koa');
const cors = require('@koa/cors');
const serverless = require('serverless-http');
const app = new Koa();
app.use(cors({options}));
exports.handler = serverless(app);
"""
MIDDY = """
const middy = require('@middy/core');
const cors = require('@middy/http-cors');
exports.handler = middy(async () => ({ statusCode: 200 })).use(cors({options}));
"""


@pytest.mark.parametrize(
    ("program", "options", "expected"),
    [
        (KOA, "{ credentials: true }", ["medium"]),
        (KOA, "{ credentials: true, origin: 'https://a.example' }", []),
        (KOA, "", []),
        (MIDDY, "{ credentials: true, origin: '*' }", ["medium"]),
        (MIDDY, "{ credentials: true, origin: 'https://a.example' }", []),
        (MIDDY, "{ origin: '*' }", []),
        (MIDDY, "", []),
    ],
)
def test_options_of_a_library(tmp_path: Path, program: str, options: str, expected: list[str]) -> None:
    assert severities(tmp_path, JAVASCRIPT, "index.js", program.replace("{options}", options)) == expected


FLASK = """
import serverless_wsgi
from flask import Flask
from flask_cors import CORS
app = Flask(__name__)
CORS(app, {options})
def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("supports_credentials=True", ["medium"]),
        ("supports_credentials=True, origins='*'", ["medium"]),
        ("supports_credentials=True, origins=['*']", ["medium"]),
        ("supports_credentials=True, origins=['https://a.example']", []),
        ("supports_credentials=True, resources={'/a': {'origins': 'https://a.example'}}", []),
        ("origins='*'", []),
    ],
)
def test_flask(tmp_path: Path, options: str, expected: list[str]) -> None:
    assert severities(tmp_path, PYTHON, "app.py", FLASK.replace("{options}", options)) == expected


FASTAPI = """
import os
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum
app = FastAPI()
app.add_middleware(CORSMiddleware, {options})
handler = Mangum(app)
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("allow_origins=['http://localhost', '*'], allow_credentials=True", ["medium"]),
        ("allow_origins=os.environ['ORIGINS'].split(','), allow_credentials=True", []),
        ("allow_origins=['*'], allow_credentials=os.environ['CREDENTIALS'] == 'yes'", []),
        ("allow_origins=['https://a.example'], allow_credentials=True", []),
        ("allow_origins=['*']", []),
    ],
)
def test_fastapi(tmp_path: Path, options: str, expected: list[str]) -> None:
    assert severities(tmp_path, PYTHON, "app.py", FASTAPI.replace("{options}", options)) == expected


def test_an_http_api_with_rules_of_its_own_answers_itself(tmp_path: Path) -> None:
    text = "def handler(event, context):\n    return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': "
    text += "event['headers']['origin'], 'Access-Control-Allow-Credentials': 'true'}}\n"
    assert severities(tmp_path, PYTHON, "app.py", text) == ["medium"]
    template = TEMPLATE.format(code=PYTHON).replace("Type: Api", "Type: HttpApi")
    globals_ = "Globals: {HttpApi: {CorsConfiguration: {AllowOrigins: ['https://a.example']}}}\n"
    (tmp_path / "template.yaml").write_text(template.replace("Resources:", globals_ + "Resources:"))
    events = scan(str(tmp_path), Config(select=("GOAT0322",)))
    assert not [event for event in events if isinstance(event, FindingFound)]


CONFIGURED = """
import os

ALLOWED = os.environ.get("ORIGINS", "http://localhost,https://a.example").split(",")


def allowed(origin):
    return "*" in ALLOWED or origin in ALLOWED


def handler(event, context):
    asked = event["headers"].get("origin", ALLOWED[0])
    origin = {origin}
    headers = {{"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}}
    return {{"statusCode": 200, "headers": headers, "body": ""}}
"""


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("asked", ["medium"]),
        ("asked if asked in ALLOWED else ALLOWED[0]", []),
        ("asked if allowed(asked) else ALLOWED[0]", []),
    ],
)
def test_a_list_from_the_configuration_names_what_it_lets_in(tmp_path: Path, origin: str, expected: list[str]) -> None:
    assert severities(tmp_path, PYTHON, "app.py", CONFIGURED.format(origin=origin)) == expected


ALLOWED_BY_A_HELPER = """
const express = require('express');
const serverless = require('serverless-http');
const OWN = new Set(['https://a.example']);
function isAllowed(origin) {{
  if (!origin) return false;
  if ({local}) return true;
  return {own};
}}
const app = express();
app.use((req, res, next) => {{
  const origin = req.headers.origin;
  if (origin && isAllowed(origin)) {{
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Allow-Credentials', 'true');
  }}
  next();
}});
app.get('/a', (req, res) => res.json({{}}));
exports.handler = serverless(app);
"""
LOCAL = "origin.startsWith('http://localhost:') || origin.startsWith('http://127.0.0.1:')"


@pytest.mark.parametrize(
    ("local", "own", "expected"),
    [
        (LOCAL, "OWN.has(origin)", []),
        (LOCAL, "process.env.ORIGINS.split(',').includes(origin)", []),
        ("origin.startsWith(process.env.ORIGIN)", "/^https:.*a.example$/.test(origin)", []),
        (LOCAL, "origin.startsWith('http')", ["medium"]),
        (LOCAL, "origin.startsWith('https://')", ["medium"]),
        (LOCAL, "true", ["medium"]),
        ("origin.length > 200", "OWN.has(origin)", ["medium"]),
    ],
)
def test_a_function_says_which_origins_are_allowed(tmp_path: Path, local: str, own: str, expected: list[str]) -> None:
    text = ALLOWED_BY_A_HELPER.format(local=local, own=own)
    assert severities(tmp_path, JAVASCRIPT, "index.js", text) == expected
