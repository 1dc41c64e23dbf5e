"""Whatever one function answers, the others are attacked and what was proved is told."""

from __future__ import annotations

import os

import pytest

from goatherd.attack.run import Settings, attack
from goatherd.attack.search import Search
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from tests.sandbox.pods import written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, CodeUri: ., Timeout: 5, MemorySize: 512}
Resources:
  Hostile:
    Type: AWS::Serverless::Function
    Properties:
      Handler: hostile.handler
      Events: {Call: {Type: HttpApi, Properties: {Path: /hostile, Method: post}}}
  Weak:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Events: {Call: {Type: HttpApi, Properties: {Path: /weak, Method: post}}}
"""
WEAK = """
import subprocess
def handler(event, context):
    subprocess.run(f"wc -w '/tmp/{event['queryStringParameters']['name']}'", shell=True)
"""
# What a function can do to those who read it, each time it runs.
HOSTILE = """
import json, os, socket
NOTE = {"kind": "reach", "sink": "shell", "what": "os.system", "where": "hostile.py:1"}
def post(context, body):
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    path = f"/2018-06-01/runtime/invocation/{context.aws_request_id}/response"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n".encode() + body)
        connection.recv(99)
def pipes():
    for name in os.listdir("/proc/self/fd"):
        try:
            if int(name) > 2 and os.readlink(f"/proc/self/fd/{name}").startswith("pipe"): yield int(name)
        except OSError: pass
def handler(event, context):
    given = event.get("queryStringParameters") or {}
    forged = json.dumps({**NOTE, "text": str(given.get("q"))})
    for pipe in pipes():
        os.write(pipe, f"{forged}\\n{{}}\\n[[\\n".encode() + b"[" * 50_000 + b"\\n")
    post(context, ANSWER)
"""
ANSWERS = {
    "deep": "b'[' * 200_000",
    "endless status": 'b\'{"statusCode": 1e999, "body": "x"}\'',
    "odd answer": 'b\'{"statusCode": {}, "headers": [1], "multiValueHeaders": {"a": {}}, "body": {"a": "\\\\ud800"}}\'',
    "odd address": 'b\'{"statusCode": 302, "headers": {"Location": "http://[.amazonaws.com/"}}\'',
}


def told(folder):
    """(id and function of each finding, texts of diagnoses, those of them that make the run incomplete)"""
    events = list(attack(str(folder), Config(cache=""), Settings()))
    diagnoses = [event.diagnosis for event in events if isinstance(event, Diagnosed)]
    found = {(e.finding.id, e.finding.function) for e in events if isinstance(e, FindingFound)}
    return found, [each.message for each in diagnoses], [each.message for each in diagnoses if each.incomplete]


def app(folder, answer="b'{}'"):
    hostile = HOSTILE.replace("ANSWER", answer)
    return written(folder, {"template.yaml": TEMPLATE, "app.py": WEAK, "hostile.py": hostile})


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_and_notes_of_one_function_harm_no_proof_of_another(tmp_path, name):
    found, said, incomplete = told(app(tmp_path, ANSWERS[name]))
    assert ("GOAT0151", "Weak") in found
    assert ("GOAT0151", "Hostile") not in found
    assert incomplete == []
    assert "Hostile wrote in the place of its instruments, which is not believed" in said
    unread = "an answer of Hostile is nested more than 100 deep, and was taken for a text"
    assert (unread in said) == (name == "deep")


def test_a_mistake_of_ours_over_one_function_keeps_the_others(tmp_path, monkeypatch):
    run = Search.run

    def breaks(self):
        if self.target.function.id == "Hostile":
            raise RecursionError("as deep as that")
        run(self)

    monkeypatch.setattr(Search, "run", breaks)
    found, _, incomplete = told(app(tmp_path))
    assert ("GOAT0151", "Weak") in found
    assert incomplete == [
        "Hostile: attacking it broke off (RecursionError: as deep as that); this is a bug in goatherd"
    ]


def test_a_sandbox_that_ends_keeps_what_was_proved(tmp_path, monkeypatch):
    run = Search.run
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # one sandbox for all

    def ends(self):
        if self.target.function.id == "Weak":
            os._exit(5)
        run(self)

    monkeypatch.setattr(Search, "run", ends)
    template = TEMPLATE.replace("hostile.handler", "app.handler")
    found, _, incomplete = told(written(tmp_path, {"template.yaml": template, "app.py": WEAK}))
    assert ("GOAT0151", "Hostile") in found
    assert len(incomplete) == 1
    assert incomplete[0].startswith("not everything was attacked: the sandbox ended early")
