"""What the layer ships has no RE2; where the packages of a function bring it, it is used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from goatherd_guard.firewall import patterns

TOP = Path(__file__).parents[2]
# A handler in a process of its own: what is hooked once is hooked for good.
FRAME = """
import io, json, sys
from goatherd_guard import guarded
DATA = "<staff><one id='1'>Ann</one><one id='2'>Bob</one></staff>"

@guarded
def handler(event, context):
    value = event["queryStringParameters"]["value"]
    query = f"./one[@id='{{value}}']"
{code}
    print("FOUND", [each.text for each in found])

for value in {values}:
    event = {{"version": "2.0", "rawPath": "/", "headers": {{}}, "queryStringParameters": {{"value": value}}}}
    event["requestContext"] = {{"http": {{"method": "GET", "path": "/"}}, "requestId": "r-1"}}
    answer = handler(event, None)
    print("ANSWER", answer and answer["statusCode"])
"""


@pytest.fixture
def own_expressions(monkeypatch):
    """Python's own regular expressions, whether or not RE2 is installed."""
    monkeypatch.setattr(patterns, "re2", None)


@pytest.fixture(params=["RE2", "Python's own"])
def expressions(request):
    """Both engines of regular expressions, one after the other."""
    if request.param == "RE2":
        pytest.importorskip("re2")
    else:
        request.getfixturevalue("own_expressions")


@pytest.fixture
def answers(tmp_path):
    """Gives, of code that a handler runs with each value: what it said, and the rules that decided."""

    def run(code, *values):
        for package in ("lxml", "psycopg2"):
            if package in code:
                pytest.importorskip(package)
        indented = "\n".join("    " + line for line in code.strip().splitlines())
        (tmp_path / "app.py").write_text(FRAME.format(code=indented, values=values))
        table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
        table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
        (tmp_path / "rules.json").write_text(json.dumps(table))
        policy = {"version": 1, "mode": "block", "sinks": {"others": "block"}}
        (tmp_path / "policy.json").write_text(json.dumps(policy))
        variables = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(TOP / "python" / "src"),
            "GOATHERD_GUARD_FOLDER": str(tmp_path),
            "GOATHERD_GUARD_POLICY": str(tmp_path / "policy.json"),
        }
        command = [sys.executable, "-B", "app.py"]
        done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        rows = [json.loads(line) for line in lines if line.startswith('{"class_uid"')]
        said = [line for line in lines if line.startswith(("FOUND", "ANSWER"))]
        return said, [row["finding_info"]["analytic"]["uid"] for row in rows]

    return run
