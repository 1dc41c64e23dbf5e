"""--unsafe-no-sandbox: the same functions and the same cloud where there are no namespaces and no bubblewrap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goatherd.attack.run import Settings, attack
from goatherd.core.events import FindingFound
from goatherd.sandbox.enclosure import UNSAFE
from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Data: {Type: AWS::S3::Bucket}
  Py:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: py
      Environment: {Variables: {BUCKET: !Ref Data}}
      Policies: [{S3CrudPolicy: {BucketName: !Ref Data}}]
      Events: {Get: {Type: HttpApi, Properties: {Path: /py, Method: get}}}
  Js:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: index.handler
      CodeUri: js
      Events: {Get: {Type: HttpApi, Properties: {Path: /js, Method: get}}}
"""
PYTHON = """
import json, os, socket, subprocess, tempfile, urllib.request
import boto3

def handler(event, context):
    return globals()[event["do"]](event)

def cloud(event):
    s3 = boto3.client("s3")
    s3.put_object(Bucket=os.environ["BUCKET"], Key="a", Body=b"hello")
    return s3.get_object(Bucket=os.environ["BUCKET"], Key="a")["Body"].read().decode()

def web(event):
    with urllib.request.urlopen(event["url"]) as answer:
        return answer.read().decode()

def files(event):
    with open(event["path"]) as file:
        return [file.read(), tempfile.gettempdir(), __file__, os.environ["LAMBDA_TASK_ROOT"]]

def ports(event):
    tried = []
    for address in event["addresses"]:
        with socket.socket() as one:
            tried.append(one.connect_ex(tuple(address)))
    return tried

def fails(event):
    raise ValueError(event["why"])

def starts(event):
    subprocess.Popen(["sleep", "300"], start_new_session=True)
"""
JAVASCRIPT = """
const dns = require('node:dns/promises');
const net = require('node:net');

exports.handler = async (event) => ({ web, names, port, fails })[event.do](event);

const web = async ({ url }) => (await fetch(url)).text();
const names = async ({ name }) => [(await dns.lookup(name)).address, (await dns.resolve4(name))[0]];
const port = async ({ address: [host, port] }) => new Promise((resolve) => {
  net.connect(port, host).on('error', (error) => resolve(error.code)).on('connect', () => resolve('connected'));
});
const fails = async ({ why }) => { throw new Error(why); };
"""


@pytest.fixture(autouse=True)
def _no_bwrap(monkeypatch, tmp_path):
    """Only Node.js is left on the PATH of those programs that the sandbox needs."""
    node = subprocess.run(["sh", "-c", "command -v node"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    for program in ("sh", "sleep", "cat", "wc"):
        (tmp_path / "bin" / program).symlink_to(f"/bin/{program}" if os.path.exists(f"/bin/{program}") else program)
    (tmp_path / "bin" / "node").symlink_to(node)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


@pytest.fixture
def application(tmp_path):
    return written(tmp_path / "app", {"template.yaml": TEMPLATE, "py/app.py": PYTHON, "js/index.js": JAVASCRIPT})


def invoked(application, function, *events):
    def work(pod):
        yield from (summary(pod.invoke(function, event)) for event in events)

    return in_pod(application, work, isolation=UNSAFE)


def test_python_sees_the_cloud_and_places_of_lambda(application):
    first, second, third, fourth = invoked(
        application,
        "Py",
        {"do": "cloud"},
        {"do": "web", "url": "https://elsewhere.test/x"},
        {"do": "files", "path": "/etc/passwd"},
        {"do": "fails", "why": "no"},
    )
    assert first["response"] == "hello" and first["calls"] == ["s3.PutObject", "s3.GetObject"]
    assert "collaborator" in second["response"] and second["outside"] == ["elsewhere.test"]
    passwd, *places = third["response"]
    assert "sbx_user1051" in passwd and places == ["/tmp", "/var/task/app.py", "/var/task"]
    assert 'File "/var/task/app.py"' in "".join(fourth["error"]["stackTrace"])


def test_javascript_sees_the_cloud(application):
    first, second, third = invoked(
        application,
        "Js",
        {"do": "web", "url": "https://elsewhere.test/x"},
        {"do": "names", "name": "elsewhere.test"},
        {"do": "fails", "why": "no"},
    )
    assert "collaborator" in first["response"] and first["outside"] == ["elsewhere.test"]
    assert second["response"][0] == second["response"][1] and second["response"][0].startswith("52.")
    assert "/var/task/index.js" in "\n".join(third["error"]["trace"])


def test_no_other_port_is_reached(application):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = list(server.getsockname())
        (python,) = invoked(application, "Py", {"do": "ports", "addresses": [address, ["192.0.2.1", 25]]})
        (javascript,) = invoked(application, "Js", {"do": "port", "address": address})
    assert python["response"] == [111, 111]
    assert javascript["response"] == "ECONNREFUSED"


def test_nothing_goes_on_afterwards(application):
    before = {path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline")}
    invoked(application, "Py", {"do": "starts"})
    started = {path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline") if _is_sleep(path)} - before
    assert started == set()


def _is_sleep(path):
    try:
        return path.read_bytes().startswith(b"sleep\x00300")
    except OSError:
        return False


def test_it_proves(application):
    written(
        application,
        {
            "py/app.py": "import os\ndef handler(event, context):\n"
            "    return os.popen('echo ' + event['queryStringParameters']['name']).read()\n",
            "js/index.js": "exports.handler = async (event) => ({ statusCode: 200,\n"
            "  body: String(eval(event.queryStringParameters.sum)) });\n",
        },
    )
    events = attack(str(application), settings=Settings(isolation=UNSAFE))
    found = {(f.id, f.span.path, f.span.line) for f in (e.finding for e in events if isinstance(e, FindingFound))}
    assert {("GOAT0151", "py/app.py", 3), ("GOAT0152", "js/index.js", 2)} <= found


def test_the_command_warns(application):
    command = [
        sys.executable,
        "-m",
        "goatherd",
        "invoke",
        "Js",
        str(application),
        "--unsafe-no-sandbox",
        "--event",
        "-",
    ]
    event = json.dumps({"do": "names", "name": "localhost"})
    done = subprocess.run(command, input=event, capture_output=True, text=True)
    assert done.returncode in (0, 1) and done.stderr.startswith("warning: no sandbox: the functions")
    refused = subprocess.run(command[:-3], capture_output=True, text=True)
    assert refused.returncode == 2 and "there is no `bwrap` on the PATH" in refused.stderr
