"""Code in the shapes in which people write it: whatever stands between the event and a hole, the hole is proved."""

from __future__ import annotations

import json
import textwrap
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from goatherd.attack.run import attack
from goatherd.core.config import Config
from goatherd.core.events import FindingFound

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = {
    "an object in an object": 'run("x " + data["filter"]["pattern"])',
    "an object in an object, caught": """
        try:
            run("x " + data["filter"]["pattern"])
        except TypeError:
            return {"statusCode": 400}
    """,
    "an object that is asked by get": 'run("x " + (data.get("filter") or {}).get("pattern", "y"))',
    "objects in a list": """
        for item in data["items"]:
            run("x " + item["name"])
    """,
    "a document in a document": 'run("x " + json.loads(data["payload"])["name"])',
    "beside a number": """
        if int(data["count"]) > 1:
            run("x " + data["name"])
    """,
    "keyword arguments": 'run("x " + Job(**data).name)',
    "a copy": 'run("x " + {"unit": "kg", **data}["unit"])',
    "a table in one line": """
        action = {"ping": ping, "hello": hello}.get(data["action"])
        if action:
            action(data["payload"])
    """,
}
ROUTED = {
    "route, then body": """
        if event["pathParameters"]["action"] != "ping":
            return {"statusCode": 404}
        run("x " + json.loads(event["body"])["host"])
    """,
    "body, then route": """
        body = json.loads(event["body"])
        if event["pathParameters"]["action"] == "ping":
            run("x " + body["host"])
    """,
    "the whole path": """
        if event["rawPath"] == "/a/ping":
            run("x " + event["queryStringParameters"]["host"])
    """,
    "a pattern of paths": r"""
        found = re.match(r"^/a/(?P<host>[^/]+)/ping$", event["rawPath"])
        if found and event["requestContext"]["http"]["method"] == "PUT":
            run("x " + found["host"])
    """,
    "all other methods": """
        method = event["requestContext"]["http"]["method"]
        if method == "DELETE":
            return {"statusCode": 204}
        if method == "POST":
            return {"statusCode": 201, "body": json.loads(event["body"])["name"]}
        run("x " + event["queryStringParameters"]["host"])
    """,
    "an optional field": """
        query = event.get("queryStringParameters") or {}
        if query.get("plain"):
            return {"statusCode": 200}
        run("x " + query.get("host", "y"))
    """,
    "a field of any name": """
        body = event.get("body") or ""
        form = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
        for name, values in parse_qs(form).items():
            if "go" in values:
                run("x " + name)
    """,
    "headers in lower case": """
        headers = {name.lower(): value for name, value in event["headers"].items()}
        if headers.get("x-tool") == "dig":
            run("x " + headers.get("x-host", "localhost"))
    """,
}
KEYS = {
    "an ending": 'if key.endswith((".tar", ".zip")):\n    run("x " + key)',
    "an extension": 'if os.path.splitext(key)[1] == ".zip":\n    run("x " + key)',
    "a beginning": 'if key.startswith("in/") and key.count("/") == 1:\n    run("x " + key)',
}
JAVASCRIPT_KEYS = {
    "an ending of a key": "if (key.endsWith('.zip')) run(`x ${key}`);",
    "an extension of a key": "if (path.extname(key) === '.zip') run(`x ${key}`);",
}
JAVASCRIPT = {
    "an object in an object": "run(`x ${body.order.address.host}`);",
    "guards": "if (!body.order || !body.order.address) return;\nrun(`x ${body.order.address.host}`);",
    "objects in a list": "for (const item of body.items) run(`x ${item.name}`);",
    "a list that is mapped": "body.items.map(({ name }) => run(`x ${name}`));",
    "a spread copy": "const data = { unit: 'kg', ...body };\nrun(`x ${data.unit}`);",
    "a switch": "switch (body.action) {\n  case 'ping': run(`x ${body.payload.host}`);\n}",
    "method and path": """
        switch (`${event.requestContext.http.method} ${event.rawPath}`) {
          case 'GET /ping': run(`x ${event.queryStringParameters.host}`);
        }
    """,
    "cookies by hand": """
        const cookies = Object.fromEntries((event.cookies ?? []).map((each) => each.split('=')));
        run(`x ${cookies.theme}`);
    """,
    "a cookie by its beginning": """
        const cookie = (event.cookies ?? []).find((each) => each.startsWith('settings='));
        if (cookie) run(`x ${decodeURIComponent(cookie.slice('settings='.length))}`);
    """,
    "one line of actions": """
        const action = { ping: ({ host }) => run(`x ${host}`), other: () => 1 }[event.pathParameters?.proxy];
        if (action) action(JSON.parse(event.body));
    """,
}
START = """
import base64
import json
import os
import re
from urllib.parse import parse_qs, unquote_plus

run = getattr(os, "".join(["sys", "tem"]))  # nothing that the static analysis could follow


class Job:
    def __init__(self, name, *, count=1):
        self.name = name


def ping(data):
    run("x " + data["host"])


def hello(data):
    return {"statusCode": 200}

"""
JAVASCRIPT_START = """
import * as child from 'node:child_process';
import path from 'node:path';
const run = (text) => child['exec' + 'Sync'](`${text} || true`);
"""
CASES = {"py": {**PYTHON, **ROUTED, **KEYS}, "mjs": {**JAVASCRIPT, **JAVASCRIPT_KEYS}}


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")


def _python(title: str, body: str) -> str:
    data = "" if title in ROUTED else '    data = json.loads(event["body"])\n'
    if title in KEYS:
        data = '    key = unquote_plus(event["Records"][0]["s3"]["object"]["key"])\n'
    return f"{START}\ndef handler(event, context):\n{data}{_indented(body)}\n    return {{'statusCode': 200}}\n"


def _javascript(title: str, body: str) -> str:
    data = "const body = JSON.parse(event.body);" if "body." in body or "...body" in body else ""
    if title in JAVASCRIPT_KEYS:
        data = "const key = decodeURIComponent(event.Records[0].s3.object.key.replaceAll('+', ' '));"
    handler = f"export const handler = async (event) => {{\n{data}\n{_indented(body)}\n"
    return f"{JAVASCRIPT_START}\n{handler}    return {{ statusCode: 200 }};\n}};\n"


def _functions() -> Iterator[tuple[str, str, str, str]]:
    """(id, title, extension, code)"""
    for extension, cases in CASES.items():
        made = _python if extension == "py" else _javascript
        for number, (title, body) in enumerate(cases.items()):
            yield f"{extension.title()}{number}", title, extension, made(title, body)


def _event(title: str) -> dict[str, object]:
    if title in KEYS or title in JAVASCRIPT_KEYS:
        properties = {"Bucket": {"Ref": "Uploads"}, "Events": "s3:ObjectCreated:*"}
        return {"Type": "S3", "Properties": properties}
    path = "/a/{action}" if title in ROUTED and "path" not in title else "/{proxy+}"
    return {"Type": "HttpApi", "Properties": {"Path": path, "Method": "any"}}


@cache
def proved() -> frozenset[str]:
    """The ids of functions in which a command ran."""
    resources = {"Uploads": {"Type": "AWS::S3::Bucket"}}
    with TemporaryDirectory() as folder:
        for id, title, extension, code in _functions():
            (Path(folder) / id).mkdir()
            (Path(folder) / id / f"app.{extension}").write_text(code)
            resources[id] = {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Runtime": "python3.13" if extension == "py" else "nodejs22.x",
                    "CodeUri": id,
                    "Handler": "app.handler",
                    "Events": {"Call": _event(title)},
                },
            }
        template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
        (Path(folder) / "template.json").write_text(json.dumps(template))
        found = [
            each.finding for each in attack(folder, Config(select=("GOAT0151",))) if isinstance(each, FindingFound)
        ]
    return frozenset(finding.function for finding in found)


@pytest.mark.parametrize(
    "id", [pytest.param(id, id=f"{extension}: {title}") for id, title, extension, _ in _functions()]
)
def test_a_hole_is_found_behind(id):
    assert id in proved()
