"""From the code to a refused attack: policies from the model, in a layer, in front of a function that really runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from goatherd.guard.layer import build_layer
from goatherd.guard.policy import policies_of
from goatherd.guard.rules import compiled_rules
from tests.guard.conftest import FUNCTION, applications_of

PYTHON = """\
import os


def handler(event, context):
    os.system("echo converting " + event["queryStringParameters"]["file"])
    return {"statusCode": 200, "body": event["queryStringParameters"]["title"]}
"""
NODE = """\
const { execSync } = require("child_process");
exports.handler = async (event) => {
  execSync("echo converting " + event.queryStringParameters.file);
  return { statusCode: 200, body: event.queryStringParameters.title };
};
"""
RUN_PYTHON = """\
import json, sys
sys.path[:0] = sys.argv[2:]  # no variable for it: programs could not be handed one that leads to where anybody writes
from goatherd_guard.entry import handler
for event in json.loads(sys.argv[1]):
    print("ANSWER", json.dumps(handler(event, None)), flush=True)
"""
RUN_NODE = """\
const { handler } = await import(process.argv[2]);
for (const event of JSON.parse(process.argv[3])) console.log("ANSWER", JSON.stringify(await handler(event, {})));
"""


def event(file, title="News"):
    query = {"file": file, "title": title}
    context = {"http": {"method": "POST", "path": "/"}, "requestId": "r-1"}
    return {"version": "2.0", "rawPath": "/", "queryStringParameters": query, "requestContext": context, "headers": {}}


EVENTS = [event("a.txt"), event("a.txt; cat /etc/passwd"), event("a.txt", "Tom; cat /etc/passwd")]


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_an_attack_is_refused_and_what_reaches_nothing_is_let_through(tmp_path, language):
    if language == "javascript" and shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    name, runtime, code = ("app.py", "python3.13", PYTHON) if language == "python" else ("app.js", "nodejs22.x", NODE)
    (tmp_path / "src").mkdir()
    template = FUNCTION.format(runtime=runtime, handler="app.handler", variables="{}", more="")
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "src" / name).write_text(code)
    (application,) = applications_of(tmp_path)
    build_layer(language, policies_of(application), compiled_rules(), tmp_path / "opt")
    answers, decisions = _ran(tmp_path, language)
    assert [answer["statusCode"] for answer in answers] == [200, 403, 200]
    blocked = [row for row in decisions if row["action_id"] == 2]
    assert blocked and {row["evidences"][0]["data"]["field"] for row in blocked} == {"queryStringParameters.file"}


def _ran(folder, language):
    task, opt = str(folder / "src"), folder / "opt"
    variables = {
        "PATH": os.environ["PATH"],
        "LAMBDA_TASK_ROOT": task,
        "GOATHERD_HANDLER": "app.handler",
        "GOATHERD_GUARD": "Main",
        "GOATHERD_GUARD_FOLDER": str(opt / "goatherd"),
    }
    if language == "python":
        command = [sys.executable, "-c", RUN_PYTHON, json.dumps(EVENTS), str(opt / "goatherd/python"), task]
    else:
        entry = opt / "goatherd/node/src/entry.mjs"
        (folder / "run.mjs").write_text(RUN_NODE)
        command = ["node", str(folder / "run.mjs"), str(entry), json.dumps(EVENTS)]
    done = subprocess.run(command, cwd=task, env=variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    answers = [json.loads(line.removeprefix("ANSWER ")) for line in lines if line.startswith("ANSWER ")]
    return answers, [
        row for line in lines if line.startswith("{") and (row := json.loads(line)).get("class_uid") == 2004
    ]
