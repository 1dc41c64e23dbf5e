"""Code that was taken over may say anything to the Runtime API and leave anything in /tmp: the pod goes on."""

from __future__ import annotations

import pytest

from tests.sandbox.pods import in_pod, summary, written
from tests.sandbox.test_escape import APP

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 10, MemorySize: 512}
"""
# `api(data)` says something on a new connection, and gives the beginning of what comes back.
API = """
import os, socket
host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
def api(data, read=True):
    with socket.create_connection((host, int(port)), timeout=30) as s:
        try:
            s.sendall(data)
            return s.recv(12).decode() if read else ''
        except OSError as error:
            return type(error).__name__
RUNTIME = '/2018-06-01/runtime/'
def post(path, body=b'{}', more=''):
    head = f'POST {RUNTIME}{path} HTTP/1.1\\r\\nContent-Length: {len(body)}\\r\\n{more}\\r\\n'
    return api(head.encode() + body)
"""
CODES = {
    "junk": """
for head, body in (
    (b'', b''), (b'\\x00' * 50, b''), (b'GET', b''), (b'P / H\\r\\nContent-Length: -1', b'x'),
    (b'P / H\\r\\nContent-Length: \\xb2', b''), (b'P / H\\r\\nContent-Length: ' + b'9' * 5000, b''),
    (b'P / H\\r\\nTransfer-Encoding: chunked', b'zz\\r\\n'),
    (b'P / H\\r\\nTransfer-Encoding: chunked', b'-5\\r\\nabc\\r\\n'),
):
    api(head + b'\\r\\n\\r\\n' + body, read=False)
out.append('said')
""",
    "nothing": "out.append(api(b'', read=False))",
    "foreign answer": """
out.append(post('invocation/00000000-0000-0000-0000-000000000000/response', b'"forged"'))
out.append(post('init/error', b'{"errorType": "forged"}'))
out.append(api(b'GET /2018-06-01/other HTTP/1.1\\r\\n\\r\\n'))
""",
    "own answer": "post(f'invocation/{context.aws_request_id}/response', b'\"early\"'); out.append('late')",
    "own answer in chunks": """
head = f'POST {RUNTIME}invocation/{context.aws_request_id}/response HTTP/1.1\\r\\n'.encode()
head += b'Transfer-Encoding: chunked\\r\\n\\r\\n'
out.append(api(head + b'4;x=y\\r\\n"ear\\r\\n3\\r\\nly"\\r\\n0\\r\\n\\r\\n'))
""",
    "no document": "post(f'invocation/{context.aws_request_id}/error', b'[1]')",
    "no JSON": "post(f'invocation/{context.aws_request_id}/response', b'\\xff{')",
    "flood": """
ENDED = ('', 'BrokenPipeError', 'ConnectionResetError')
head = f'POST {RUNTIME}invocation/{context.aws_request_id}/error HTTP/1.1\\r\\n'.encode()
out.append(api(head + b'X: ' + b'x' * (9 << 20)) in ENDED)
out.append(api(head + b'Content-Length: 99999999\\r\\n\\r\\n' + b'x' * (9 << 20)) in ENDED)
""",
    "many": """
kept = [socket.create_connection((host, int(port)), timeout=30) for _ in range(100)]
out.append(len(kept))
""",
    "next": """
with socket.create_connection((host, int(port)), timeout=30) as s:
    s.sendall(f'GET {RUNTIME}invocation/next HTTP/1.1\\r\\n\\r\\n'.encode())
    out.append('asked')
""",
    "deep folders": """
os.chdir('/tmp')
for _ in range(3000):
    os.mkdir('d'); os.chdir('d')
os.chdir('/')
out.append('made')
""",
    "odd files": """
import subprocess
os.mkfifo('/tmp/pipe'); os.symlink('/etc', '/tmp/link'); os.symlink('nothing', '/tmp/dangling')
os.makedirs('/tmp/locked/inner'); open('/tmp/locked/inner/file', 'w').close(); os.chmod('/tmp/locked', 0)
open('/tmp/\\udcff\\n', 'w').close()
subprocess.Popen(['sh', '-c', 'while :; do : > /tmp/busy; rm -f /tmp/busy; done'])
out.append('made')
""",
    "end of it": "os.kill(-1, 9)",
    "notes": """
for descriptor in range(3, 20):
    try: os.write(descriptor, b'[1]\\n{"kind": 5}\\nnull\\n\\xff\\n')
    except OSError: pass
""",
}
ALIVE = "out.append(sorted(os.listdir('/tmp')))"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Code -> what came of it, and of a harmless invocation afterwards."""
    app = APP.replace('{"out": []}', '{"out": [], "context": context}')
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": TEMPLATE, "app.py": app})

    def work(pod):
        for name, code in CODES.items():
            done = summary(pod.invoke("Run", {"code": API + code}))
            pod.restore()
            yield name, done, summary(pod.invoke("Run", {"code": API + ALIVE}))

    return {name: rest for name, *rest in in_pod(folder, work)}


@pytest.mark.parametrize("name", CODES)
def test_the_next_invocation_works(outcome, name):
    assert name in outcome, "the pod ended"
    _, after = outcome[name]
    busy = {"busy"} if name == "odd files" else set()
    assert (after["ended"], after["error"]) == ("response", None)
    assert set(after["response"][0]) <= busy


def test_answers_of_other_invocations_are_not_taken(outcome):
    assert outcome["foreign answer"][0]["response"] == ["HTTP/1.1 403"] * 3


def test_the_first_answer_counts(outcome):
    assert outcome["own answer"][0]["response"] == "early"
    assert outcome["own answer in chunks"][0]["response"] == "early"


def test_documents_are_taken_in_any_form(outcome):
    assert outcome["no document"][0]["error"] == {"errorType": "Unknown", "errorMessage": "[1]"}
    assert outcome["no JSON"][0]["response"] == "\ufffd{"


@pytest.mark.parametrize("name", ["junk", "flood", "many", "deep folders", "odd files"])
def test_the_function_itself_goes_on(outcome, name):
    assert outcome[name][0]["ended"] == "response", outcome[name][0]
    assert outcome[name][0]["response"]
