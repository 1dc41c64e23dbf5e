"""What runs after the handler returned, in processes of their own: what is audited once is audited for good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
FUNCTION = """
import asyncio, functools, json, os, sys
from goatherd_guard import Blocked, guarded

def run(event):
    return os.system("echo " + event["queryStringParameters"]["value"])

def generator(event, context):
    yield run(event)

async def coroutine(event, context):
    return {"statusCode": run(event) or 200}

async def pieces(event, context):
    yield run(event)

class Called:
    async def __call__(self, event, context):
        return await coroutine(event, context)

class Streamed:
    is_streamed = True
    def __init__(self, response): self.response = response

async def drained(found): return [each async for each in found]
event = json.loads(sys.argv[2])
ways = {
    "generator": lambda: list(guarded(generator)(event, None)),
    "iterator": lambda: list(guarded(lambda event, context: map(run, [event]))(event, None)),
    "with a status": lambda: list(guarded(lambda event, context: (generator(event, context), 200))(event, None)[0]),
    "response": lambda: list(guarded(lambda *given: Streamed(generator(*given)))(event, None).response),
    "pieces": lambda: asyncio.run(drained(guarded(pieces)(event, None))),
    "coroutine": lambda: asyncio.run(guarded(coroutine)(event, None)),
    "partial": lambda: asyncio.run(guarded(functools.partial(coroutine))(event, None)),
    "decorated": lambda: asyncio.run(guarded(lambda *given: coroutine(*given))(event, None)),
    "called": lambda: asyncio.run(guarded(Called())(event, None)),
}
try:
    answer = ways[sys.argv[1]]()
except Blocked:
    answer = "Blocked"
print("ANSWER", json.dumps(answer["statusCode"] if isinstance(answer, dict) else answer))
"""
STREAMED = ["generator", "iterator", "with a status", "response", "pieces"]
AWAITED = ["coroutine", "partial", "decorated", "called"]


def ran(folder, way, value, **events):
    """(answer, rules that decided, what programs said)"""
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    (folder / "rules.json").write_text(json.dumps(table))
    policy = {"version": 1, "mode": "block", "sinks": {"others": "block"}, "events": {"fields": [], **events}}
    (folder / "policy.json").write_text(json.dumps(policy))
    (folder / "app.py").write_text(FUNCTION)
    event = {"version": "2.0", "rawPath": "/", "queryStringParameters": {"value": value}, "headers": {}}
    event["requestContext"] = {"http": {"method": "GET", "path": "/"}, "requestId": "r-1"}
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(folder),
        "GOATHERD_GUARD_POLICY": str(folder / "policy.json"),
    }
    command = [sys.executable, "-B", "app.py", way, json.dumps(event)]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    rules = [json.loads(line)["finding_info"]["analytic"]["uid"] for line in lines if line.startswith('{"class_uid"')]
    return json.loads(lines[-1].removeprefix("ANSWER ")), rules, "injected" in lines


@pytest.mark.parametrize("way", STREAMED)
def test_what_is_consumed_later_sees_the_event(tmp_path, way):
    assert ran(tmp_path, way, "a; echo injected") == ("Blocked", ["sink-shell"], False)
    assert ran(tmp_path, way, "a") == ([0], [], False)


@pytest.mark.parametrize("way", AWAITED)
def test_what_is_awaited_is_answered_as_if_it_was_not(tmp_path, way):
    assert ran(tmp_path, way, "a; echo injected") == (403, ["sink-shell"], False)
    assert ran(tmp_path, way, "a") == (200, [], False)


def test_an_event_that_is_refused_is_answered_for_a_coroutine_too(tmp_path):
    fields = [{"path": "queryStringParameters.value", "families": ["shell"]}]
    assert ran(tmp_path, "coroutine", "a; cat /etc/passwd", fields=fields)[::2] == (403, False)
