"""Ways out, and into what others are told, that somebody found who was asked to break in: each closed at its root."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      {{Runtime: {runtime}, Handler: {module}.handler, CodeUri: src, Timeout: 5,
       Environment: {{Variables: {{X: "{x}"}}}},
       Events: {{A: {{Type: HttpApi, Properties: {{Path: /a, Method: get}}}}}}}}
"""


def template(name: str = "Fn", runtime: str = "python3.12", x: str = "", module: str = "app") -> str:
    return TEMPLATE.format(name=name, runtime=runtime, x=x, module=module)


def invoked(folder: Path, code: str, x: str = "") -> dict[str, Any]:
    written(folder, {"template.yaml": template(x=x), "src/app.py": code})
    (done,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("Fn", {}))]))
    return done


def goatherd(*words: str, seconds: int = 60) -> dict[str, Any]:
    command = [sys.executable, "-m", "goatherd", *words, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    return json.loads(done.stdout)


def test_a_value_of_the_environment_is_no_argument_of_bubblewrap(tmp_path: Path) -> None:
    code = "import os\ndef handler(e, c): return os.path.exists('/tmp/host/proc')\n"
    assert invoked(tmp_path, code, r"a\0--bind\0/\0/tmp/host")["response"] is not True


def test_a_connection_that_is_reset_ends_nothing(tmp_path: Path) -> None:
    code = """
import os, socket, struct, time
def handler(event, context):
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    end = time.time() + 1
    while time.time() < end:
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try: s.connect((host, int(port)))
        except OSError: pass
        s.close()
    return 1
"""
    assert invoked(tmp_path, code)["ended"] == "response"


def test_a_socket_that_lies_in_the_tree_cannot_be_spoken_to(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "src/s"))
        os.chmod(tmp_path / "src/s", 0o777)
        listening.listen()
        code = "import socket\ndef handler(e, c): return socket.socket(socket.AF_UNIX).connect_ex('/var/task/s')\n"
        assert invoked(tmp_path, code)["response"] != 0


def test_arrays_of_semaphores_are_refused(tmp_path: Path) -> None:
    code = "import ctypes\ndef handler(e, c): return ctypes.CDLL(None).semget(0, 1, 0o1600)\n"
    assert invoked(tmp_path, code)["response"] == -1


def test_an_application_cannot_place_its_proofs_in_the_files_of_another(tmp_path: Path) -> None:
    forged = """
def handler(event, context):
    name = (event.get("queryStringParameters") or {}).get("name", "")
    exec(compile("import os; os.system('ls ' + name)", "/var/task/../../b/src/app.py", "exec"), {"name": name})
    return {"statusCode": 200, "body": ""}
"""
    honest = "def handler(event, context): return {'statusCode': 200, 'body': ''}\n"
    files = {"a/template.yaml": template("A"), "a/src/app.py": forged}
    written(tmp_path, {**files, "b/template.yaml": template("B"), "b/src/app.py": honest})
    findings = goatherd("attack", str(tmp_path))["findings"]
    assert findings and not [each for each in findings if each["path"].startswith("b/")]


@pytest.mark.parametrize(
    "code",
    [
        "exports.handler = async (e) => {const q = (e.queryStringParameters || {}).q;"
        " const r = /(?:(?:a+)+(?:a{10}){10})*$/; return {statusCode: 200, body: 'ok'}; };\n",
        "exports.handler = async (e) => ({statusCode: 200, headers: {'content-type': 'text/html'},"
        " body: ((e.queryStringParameters || {}).q || '') + '<a '.repeat(70000)});\n",
    ],
)
def test_no_text_of_a_function_keeps_goatherd_busy(tmp_path: Path, code: str) -> None:
    written(tmp_path, {"template.yaml": template("Fn", "nodejs20.x", module="index"), "src/index.js": code})
    assert goatherd("attack", str(tmp_path))["summary"]


def test_repositories_of_the_tree_are_not_shown(tmp_path: Path) -> None:
    written(tmp_path, {"src/.git/config": "a token", "src/lib/.hg/hgrc": "a token", "src/lib/.gitignore": "*.pyc"})
    code = (
        "import os\n"
        "def handler(e, c): return sorted(os.path.join(f, n) for f, _, names in os.walk('.') for n in names)\n"
    )
    assert invoked(tmp_path, code)["response"] == ["./app.py", "./lib/.gitignore"]


def test_a_pipe_that_a_function_empties_itself_ends_nothing(tmp_path: Path) -> None:
    code = """
import os, threading
def handler(event, context):
    def take():
        own = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
        while True:
            os.write(1, b"x")
            try: os.read(own, 1 << 16)
            except BlockingIOError: pass
    threading.Thread(target=take, daemon=True).start()
    while True: pass
"""
    assert invoked(tmp_path, code)["ended"] == "timeout"


def test_tables_of_pages_count(tmp_path: Path) -> None:
    code = """
import mmap
def handler(event, context):
    kept = mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)
    for at in range(0, 1 << 40, 1 << 21): kept[at]
    return 1
"""
    done = invoked(tmp_path, code)
    assert (done["ended"], "memory" in done["why"]) == ("exit", True)


def test_functions_of_one_name_in_two_applications_are_not_taken_for_each_other(tmp_path: Path) -> None:
    broken = "raise RuntimeError('reviewed by the security team')\n"
    weak = (
        "import os\ndef handler(event, context):\n"
        "    os.system('ls ' + (event.get('queryStringParameters') or {}).get('name', ''))\n"
        "    return {'statusCode': 200}\n"
    )
    files = {"a/template.yaml": template(), "a/src/app.py": broken, "b/template.yaml": template(), "b/src/app.py": weak}
    written(tmp_path, files)
    found = [each for each in goatherd("scan", str(tmp_path), "--prove")["findings"] if each["path"] == "b/src/app.py"]
    assert "proved" in [each["proof"]["status"] for each in found]
    assert "reviewed" not in json.dumps([each["proof"] for each in found])


def test_one_function_that_cannot_be_laid_out_takes_no_other_along(tmp_path: Path) -> None:
    files = {"template.yaml": TWO, "src/app.py": "def handler(e, c): return 1\n"}
    (done,) = in_pod(written(tmp_path, files), lambda pod: iter([(pod.invoke("Good", {}).response, pod.runnable)]))
    assert done == [1, ["Good"]]


TWO = r"""
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Handler: app.handler, CodeUri: src}}
Resources:
  Odd: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: "l\0x"}}
  Bad: {Type: AWS::Serverless::Function, Properties: {Layers: [!Ref Odd]}}
  Good: {Type: AWS::Serverless::Function}
"""


def test_an_answer_does_not_drive_the_terminal(tmp_path: Path) -> None:
    code = "def handler(e, c): return '\\x9b31m \\x9d0;title\\x9c \\x7f \\u202e \\u061c'\n"
    written(tmp_path, {"template.yaml": template(), "src/app.py": code})
    command = [sys.executable, "-m", "goatherd", "invoke", "Fn", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip("\n").isprintable()
    assert json.loads(done.stdout) == "\x9b31m \x9d0;title\x9c \x7f \u202e \u061c"
