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
ENDED = ('', 'BrokenPipeError', 'ConnectionResetError')
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
    "deep answer": "post(f'invocation/{context.aws_request_id}/response', b'[' * 200_000)",
    "deep error": "post(f'invocation/{context.aws_request_id}/error', b'{\"a\":' * 200_000)",
    "endless number": "post(f'invocation/{context.aws_request_id}/response', b'9' * 5_000_000)",
    "no number": "post(f'invocation/{context.aws_request_id}/response', b'[1e999, NaN]')",
    "odd error": """
odd = b'{"errorType": 5, "errorMessage": {}, "stackTrace": 7, "trace": "x"}'
post(f'invocation/{context.aws_request_id}/error', odd)
""",
    "many chunks": """
head = f'POST {RUNTIME}invocation/{context.aws_request_id}/response HTTP/1.1\\r\\n'.encode()
out.append(api(head + b'Transfer-Encoding: chunked\\r\\n\\r\\n' + b'1\\r\\n[\\r\\n' * 100_000) in ENDED)
""",
    "long head": """
head = f'POST {RUNTIME}invocation/{context.aws_request_id}/response HTTP/1.1\\r\\n'.encode()
out.append(api(head + b'a: b\\r\\n' * 1_000_000 + b'Content-Length: 1\\r\\n\\r\\n1') in ENDED)
""",
    "own answer in chunks": """
head = f'POST {RUNTIME}invocation/{context.aws_request_id}/response HTTP/1.1\\r\\n'.encode()
head += b'Transfer-Encoding: chunked\\r\\n\\r\\n'
out.append(api(head + b'4;x=y\\r\\n"ear\\r\\n3\\r\\nly"\\r\\n0\\r\\n\\r\\n'))
""",
    "no document": "post(f'invocation/{context.aws_request_id}/error', b'[1]')",
    "no JSON": "post(f'invocation/{context.aws_request_id}/response', b'\\xff{')",
    "flood": """
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


@pytest.mark.parametrize(
    ("name", "begins"), [("deep answer", "[[["), ("endless number", "999"), ("no number", "[1e999")]
)
def test_answers_that_cannot_be_read_are_texts(outcome, name, begins):
    assert outcome[name][0]["ended"] == "response"
    assert outcome[name][0]["response"].startswith(begins)


def test_errors_that_cannot_be_read_are_texts(outcome):
    error = outcome["deep error"][0]["error"]
    assert error["errorType"] == "Unknown"
    assert error["errorMessage"].startswith('{"a":{"a":')
    assert outcome["odd error"][0]["error"] == {
        "errorType": "5",
        "errorMessage": "{}",
        "stackTrace": [],
        "trace": [],
    }


TWO = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Spy:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: spy.handler, CodeUri: ., Timeout: 5, MemorySize: 512}
  Victim:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 2, MemorySize: 512}
"""
SPY = """
import os, socket
kept = []
def said(connection, how=0):
    try: return connection.recv(1 << 16, how).decode()
    except (ConnectionError, TimeoutError): return ''
def handler(event, context):
    if event == 'look':
        return [said(connection) for connection in kept]
    own = os.environ['AWS_LAMBDA_RUNTIME_API']
    with open('/proc/net/tcp') as lines:  # the network is the pod's
        listening = [words[1] for words in map(str.split, lines) if words[3] == '0A']
    for address in listening:
        host, port = address.split(':')
        if host == '0100007F' and f'127.0.0.1:{int(port, 16)}' != own:
            kept.append(socket.create_connection(('127.0.0.1', int(port, 16)), timeout=1))
            kept[-1].sendall(b'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\n\\r\\n')
    return len(kept)
"""
VICTIM = "def handler(event, context): return ['answered', event]\n"


def test_a_function_cannot_take_the_events_of_another(tmp_path):
    folder = written(tmp_path, {"template.yaml": TWO, "spy.py": SPY, "app.py": VICTIM})

    def work(pod):
        for function, event in (("Victim", 1), ("Spy", "ask"), ("Victim", "secret"), ("Spy", "look")):
            yield pod.invoke(function, event).response

    first, asked, answer, spied = in_pod(folder, work)
    assert (first, answer) == (["answered", 1], ["answered", "secret"])
    assert asked >= 1
    assert spied == [""] * asked
