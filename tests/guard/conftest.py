"""Small applications on disk and the policies that they get, which the Python runtime reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from goatherd.core.events import ApplicationRead
from goatherd.guard.policy import policies_of
from goatherd.guard.sources import place_of
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

SCHEMA = json.loads((place_of("schema") / "policy.schema.json").read_text(encoding="utf-8"))
FUNCTION = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Main:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: {handler}
      CodeUri: src/
      Environment: {{Variables: {variables}}}
      Events:
        Call: {{Type: HttpApi, Properties: {{Path: /, Method: POST}}}}
{more}
"""


def valid(policy: dict[str, Any]) -> dict[str, Any]:
    Draft202012Validator(SCHEMA).validate(policy)
    return policy


def applications_of(root: Path) -> list[Application]:
    return [event.application for event in scan(str(root)) if isinstance(event, ApplicationRead)]


@pytest.fixture
def policies(tmp_path: Path) -> Callable[[dict[str, str]], dict[str, dict[str, Any]]]:
    """The policies of the functions in some files, by id; each fits the schema."""

    def make(files: dict[str, str]) -> dict[str, dict[str, Any]]:
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        found = {id: policy for each in applications_of(tmp_path) for id, policy in policies_of(each).items()}
        for policy in found.values():
            valid(policy)
        return found

    return make


@pytest.fixture
def policy(policies: Any) -> Callable[..., dict[str, Any]]:
    """The policy of one function behind an HTTP API, whose code this is."""

    def make(code: str, *, variables: str = "{}", more: str = "", language: str = "python") -> dict[str, Any]:
        name, runtime = ("app.py", "python3.13") if language == "python" else ("app.js", "nodejs22.x")
        template = FUNCTION.format(runtime=runtime, handler="app.handler", variables=variables, more=more)
        found: dict[str, Any] = policies({"template.yaml": template, f"src/{name}": code})["Main"]
        return found

    return make
