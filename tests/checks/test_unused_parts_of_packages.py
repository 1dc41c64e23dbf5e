"""An advisory weighs low where the code shows nothing of what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.test_at_the_desk import severities

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Stock:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler}
"""
CODE = "import requests\n\n\ndef handler(event, context):\n    return requests.get('http://stock.example.com'%s).text\n"


@pytest.mark.parametrize(
    ("more", "worst"),
    [
        ("", "low"),
        (", params={'Session': 'x'}", "low"),
        (", verify=False", "medium"),
        (", headers={'Authorization': 'x'}", "medium"),
        (", proxies={}", "medium"),
    ],
)
def test_requests(tmp_path: Path, more: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "requirements.txt").write_text("requests==2.18.4\n")
    (tmp_path / "app.py").write_text(CODE % more)
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst


@pytest.mark.parametrize(
    ("line", "worst"),
    [
        ("import boto3; session = boto3.session.Session()", "low"),
        ("from flask import session", "high"),
        ("import flask; flask.session.clear()", "high"),
    ],
)
def test_what_has_the_name_of_another_package(tmp_path: Path, line: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "requirements.txt").write_text("flask==2.2.2\n")
    (tmp_path / "app.py").write_text(f"from flask import Flask\n{line}\napp = Flask(__name__)\nhandler = app\n")
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst


@pytest.mark.parametrize(("host", "worst"), [("'stock.example.com'", "low"), ("event.body", "medium")])
def test_a_client_that_asks_whom_the_code_chooses(tmp_path: Path, host: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(
        TEMPLATE.replace("python3.13", "nodejs22.x").replace("app.handler", "app.handler, Events: {A: {Type: HttpApi}}")
    )
    (tmp_path / "package.json").write_text('{"dependencies": {"axios": "1.11.0"}}')
    (tmp_path / "app.js").write_text(
        f"const axios = require('axios');\nexports.handler = (event) => axios.get('https://' + {host});\n"
    )
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst


@pytest.mark.parametrize(("use", "worst"), [("orderBy([event.body])", "low"), ("template(event.body)", "high")])
def test_what_a_package_is_used_for(tmp_path: Path, use: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("python3.13", "nodejs22.x"))
    (tmp_path / "package.json").write_text('{"dependencies": {"lodash": "4.17.21"}}')
    (tmp_path / "app.js").write_text(f"const _ = require('lodash');\nexports.handler = (event) => _.{use};\n")
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst


@pytest.mark.parametrize(
    ("line", "worst"),
    [
        ("from google.protobuf.json_format import MessageToDict", "low"),
        ("import os, google.protobuf; os.environ['PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION'] = 'python'", "high"),
    ],
)
def test_a_backend_that_nobody_asks_for(tmp_path: Path, line: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "requirements.txt").write_text("protobuf==3.20.3\n")
    (tmp_path / "app.py").write_text(f"{line}\n\n\ndef handler(event, context):\n    return None\n")
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst


@pytest.mark.parametrize(
    ("use", "worst"),
    [
        ("stringify({ a: event.body })", "low"),
        ("stringify(JSON.parse(event.body))", "low"),
        ("parse(event.body)", "high"),
    ],
)
def test_query_strings_that_are_only_written(tmp_path: Path, use: str, worst: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("python3.13", "nodejs22.x"))
    (tmp_path / "package.json").write_text('{"dependencies": {"qs": "6.9.4"}}')
    (tmp_path / "app.js").write_text(f"const qs = require('qs');\nexports.handler = (event) => qs.{use};\n")
    assert max(severities(tmp_path, "GOAT0610"), key=["low", "medium", "high"].index) == worst
