"""Functions in a pod with the run-time guard in front of them."""

from __future__ import annotations

import pytest
from attrs import evolve

from goatherd.attack.guarded import layer_of
from goatherd.guard.layer import build_layer
from goatherd.guard.policy import policies_of
from goatherd.guard.rules import compiled_rules
from goatherd.sandbox.guarding import Guarding
from goatherd.sandbox.pod import Options
from tests.sandbox.pods import in_pod, read, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      CodeUri: .
      Events:
        Call: {{Type: HttpApi, Properties: {{Path: /, Method: GET}}}}
"""
PYTHON = """
import os
import traceback

def handler(event, context):
    try:
        os.system("echo " + event["queryStringParameters"]["file"])
        import later
        return {"statusCode": 200, "body": event["rawPath"][later.NUMBER]}
    except IndexError:
        return {"statusCode": 500, "body": str(len(traceback.format_exc()) > 0)}
"""
NODE = """
const { execSync } = require('child_process');
exports.handler = async (event) => {
  execSync('echo ' + event.queryStringParameters.file);
  return { statusCode: 500, body: String(event.rawPath.length > 0) };
};
"""
FILES = {
    "python": {"template.yaml": TEMPLATE.format(runtime="python3.12"), "app.py": PYTHON, "later.py": "NUMBER = 99\n"},
    "javascript": {"template.yaml": TEMPLATE.format(runtime="nodejs22.x"), "app.js": NODE},
}
MARK = "ghmark"


def event(file):
    context = {"http": {"method": "GET", "path": "/"}, "requestId": "r-1", "domainName": "a=b.example"}
    query = {"file": file, "more": "x=1"}
    return {"version": "2.0", "rawPath": "/", "queryStringParameters": query, "requestContext": context, "headers": {}}


def ran(folder, language):
    """Of a harmless event and of an attack, without and with the guard: (response, reads, what reached, decisions)."""
    application = read(written(folder, FILES[language]))

    def work(pod):
        for file in (f"{MARK}.txt", f"{MARK}; id"):
            done = pod.invoke("Run", event(file))
            reads = sorted({tuple(map(str, note["path"])) for note in done.notes if note["kind"] == "read"})
            reached = [note["sink"] for note in done.notes if note["kind"] == "reach"]
            yield [done.response, reads, reached, [each["action_id"] for each in done.decisions]]

    with layer_of(application, str(folder), [application]) as guarding:
        options = Options(watch=MARK)
        return in_pod(folder, work, options), in_pod(folder, work, evolve(options, guarding=guarding))


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_what_the_guard_reads_is_not_noted_and_what_it_stops_did_not_happen(tmp_path, language):
    without, guarded = ran(tmp_path, language)
    assert without[0] == guarded[0]  # a harmless event: nothing is different, nothing is said
    assert without[0][0]["statusCode"] == 500 and guarded[0][3] == []
    assert "shell" in without[1][2]
    assert (guarded[1][0]["statusCode"], guarded[1][2]) == (403, [])
    assert 2 in guarded[1][3]


APPLIED = """
      Layers: [!Ref GoatherdGuard]
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard, GOATHERD_GUARD: Run}}
"""
GUARD = """
  GoatherdGuard: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: goatherd-guard/LANGUAGE}}
"""


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_function_that_is_deployed_with_the_guard_runs_behind_it(tmp_path, language):
    application = read(written(tmp_path, FILES[language]))
    build_layer(language, policies_of(application), compiled_rules(), tmp_path / "goatherd-guard" / language)
    handler = "      Handler: app.handler\n"
    text = FILES[language]["template.yaml"].replace(handler, handler + APPLIED.lstrip("\n"))
    (tmp_path / "template.yaml").write_text(text.rstrip() + GUARD.replace("LANGUAGE", language))

    def work(pod):
        for file in (f"{MARK}.txt", f"{MARK}; id"):
            yield pod.invoke("Run", event(file)).response["statusCode"]

    assert in_pod(tmp_path, work, Options(watch=MARK)) == [500, 403]


FETCHING = {
    "python": """
from urllib.error import URLError
from urllib.request import urlopen

def handler(event, context):
    try:
        return {"statusCode": urlopen(event["queryStringParameters"]["file"], timeout=5).status}
    except URLError:
        return {"statusCode": 500}
""",
    "javascript": """
exports.handler = async (event) => {
  try {
    return { statusCode: (await fetch(event.queryStringParameters.file)).status };
  } catch {
    return { statusCode: 500 };
  }
};
""",
}


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_an_event_may_choose_hosts_of_the_internet_alone(tmp_path, language):
    suffix = {"python": "py", "javascript": "js"}[language]
    files = {"template.yaml": FILES[language]["template.yaml"], f"app.{suffix}": FETCHING[language]}
    application = read(written(tmp_path, files))
    asked = (
        "http://docs.example.com/",
        "http://orders.abc.eu-west-1.rds.amazonaws.com/",  # whose address is one of a private network
        "http://169.254.169.254/latest/meta-data/",
        "http://127.1/",
    )

    def work(pod):
        for address in asked:
            yield pod.invoke("Run", event(address)).response["statusCode"]

    policies = policies_of(application)
    policies["Run"]["sinks"]["ssrf"] = "internal"
    folder = tmp_path / "layers"
    build_layer(language, policies, compiled_rules(), folder / language)
    guarding = Guarding(str(folder), {"Run": "Run"})
    assert in_pod(tmp_path, work, Options(guarding=guarding)) == [200, 403, 403, 403]


# Below the hooks: by the C library, and by the object that the hooked functions work with.
STARTING = {
    "python": """
import ctypes, os

def handler(event, context):
    ctypes.PyDLL(None).system(b"touch /tmp/started")
    return {"statusCode": 200, "body": str(os.path.exists("/tmp/started"))}
""",
    "javascript": """
const fs = require('fs');
const { ChildProcess } = require('child_process');
exports.handler = async () => {
  const body = await new Promise((done) => {
    const handle = new ChildProcess()._handle;
    handle.onexit = () => done(fs.existsSync('/tmp/started') ? 'True' : 'False');
    try {
      handle.spawn({ file: '/bin/touch', args: ['touch', '/tmp/started'], envPairs: [], stdio: [] });
    } catch {
      done('False');
    }
  });
  return { statusCode: 200, body };
};
""",
}
NO_PROGRAM = {"others": "block", "allow": []}
ANY_NATIVE_CODE = {"python": "allow", "javascript": "block"}  # so that the hooks stay out of it


@pytest.mark.parametrize(("processes", "started"), [(NO_PROGRAM, False), ({"others": "allow"}, True)])
@pytest.mark.parametrize("language", ["python", "javascript"])
def test_where_no_program_may_start_none_does_below_the_hooks_either(tmp_path, language, processes, started):
    suffix = {"python": "py", "javascript": "js"}[language]
    files = {"template.yaml": FILES[language]["template.yaml"], f"app.{suffix}": STARTING[language]}
    application = read(written(tmp_path, files))
    policies = policies_of(application)
    policies["Run"] |= {"processes": processes, "code": {"native": ANY_NATIVE_CODE[language]}}
    folder = tmp_path / "layers"
    build_layer(language, policies, compiled_rules(), folder / language)

    def work(pod):
        yield pod.invoke("Run", event("a")).response["body"] == "True"

    assert in_pod(tmp_path, work, Options(guarding=Guarding(str(folder), {"Run": "Run"}))) == [started]
