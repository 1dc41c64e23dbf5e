"""Fields of a request are called as the platform of the function calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

FIREBASE = {
    "firebase.json": '{"functions": {"source": "functions"}}',
    "functions/package.json": '{"main": "index.js", "engines": {"node": "22"}}',
}
AZURE = {"host.json": '{"version": "2.0"}', "requirements.txt": "azure-functions\n"}
AWS = {
    "template.yaml": """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events: {Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}
"""
}


def in_firebase(expression: str) -> dict[str, str]:
    return FIREBASE | {
        "functions/index.js": "const { onRequest } = require('firebase-functions/v2/https');\n"
        "const { execSync } = require('child_process');\n"
        f"exports.list = onRequest((req, res) => {{ execSync({expression}); res.end(); }});\n"
    }


def in_azure(expression: str) -> dict[str, str]:
    return AZURE | {
        "function_app.py": "import os\nimport azure.functions as func\n\napp = func.FunctionApp()\n\n"
        "@app.route(route='list', auth_level=func.AuthLevel.ANONYMOUS)\n"
        f"def show(req: func.HttpRequest):\n    os.system({expression})\n    return func.HttpResponse('ok')\n"
    }


def in_aws(expression: str) -> dict[str, str]:
    return AWS | {
        "index.js": "const { execSync } = require('child_process');\n"
        f"exports.handler = (event) => execSync({expression});\n"
    }


@pytest.mark.parametrize(
    ("files", "called"),
    [
        (in_firebase("req.query.table"), "request.query.table"),
        (in_firebase("req.headers['x-table']"), 'request.headers["x-table"]'),
        (in_firebase("req.body.table"), "request.body.table"),
        (in_azure("req.params.get('table')"), "request.query.table"),
        (in_azure("req.headers.get('x-table')"), 'request.headers["x-table"]'),
        (in_azure("req.get_json()['table']"), "request.body.table"),
        (in_aws("event.queryStringParameters.table"), "event.queryStringParameters.table"),
    ],
)
def test_the_field_of_a_command(tmp_path: Path, files: dict[str, str], called: str) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    [finding] = [finding for finding in found if finding.id == "GOAT0101"]
    assert finding.message.startswith(called)
    begins = called.partition(".")[0] + "."
    assert finding.steps[0].note.startswith(begins)
