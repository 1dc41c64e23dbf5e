"""Functions that want out, one attempt each (escapes/): none of them gets anything.

docs/threat-model.md says what is promised. All attempts run as whoever runs the tests and, where that is root, as an
ordinary user, too.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from goatherd.sandbox.interpreters import python
from tests.sandbox.escapes import cloud, javascript, kernel, machine
from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {CodeUri: ., Timeout: 60, MemorySize: 256, Role: "arn:aws:iam::123456789012:role/elsewhere"}
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler}
  Node:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs20.x, Handler: index.handler}
"""
APP = """
def handler(event, context):
    scope = {"out": []}
    exec(event["code"], scope)
    return scope["out"]
"""
INDEX = """
exports.handler = async (event) => new Function('require', `${event.code}\nreturn out;`)(require);
"""
APPLICATION = {"template.yaml": TEMPLATE, "app.py": APP, "index.js": INDEX}
GROUPS = {"kernel": kernel, "machine": machine, "cloud": cloud, "javascript": javascript}
ATTEMPTS = {f"{group}: {name}": code for group, module in GROUPS.items() for name, code in module.ATTEMPTS.items()}
ORDINARY = 65534  # a user who owns nothing
_ADD_KEY, _KEYCTL = {"x86_64": (248, 250)}.get(platform.machine(), (217, 219))


def attempted(folder: Path) -> dict[str, object]:
    """Attempt -> what it got. Makes what there would be to get, and looks for it from inside."""
    libc = ctypes.CDLL(None)
    libc.syscall(_KEYCTL, 1, None)
    libc.syscall(_ADD_KEY, b"user", b"goatherd-secret", b"key of the user", 15, -3)
    secret = folder / "home" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("secret of the user")
    named, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    named.bind(str(folder / "socket"))
    abstract.bind(f"\0goatherd-test-{os.getpid()}")
    listening = [named, abstract, socket.socket()]
    listening[2].bind(("127.0.0.1", 0))
    for each in listening:
        each.listen()
    app = written(folder / "app", APPLICATION)
    for name, target in (("link", secret), ("folder", secret.parent), ("up", Path("/"))):
        (app / name).symlink_to(target)
    known = {
        "SECRET": str(secret),
        "SOCKET": str(folder / "socket"),
        "ABSTRACT": abstract.getsockname().decode(),
        "PORT": listening[2].getsockname()[1],
        "HOME": str(secret.parent),
        "INTERPRETER": python(),
        "HOSTNAME": socket.gethostname(),
    }
    told = "".join(f"{name} = {json.dumps(value)}\n" for name, value in known.items())

    def work(pod):
        assert not pod.undeployable, pod.undeployable
        for group, module in GROUPS.items():
            for name, code in module.ATTEMPTS.items():
                function = "Node" if module is javascript else "Run"
                done = summary(pod.invoke(function, {"code": f"{told}{module.PRELUDE}{code}"}))
                yield (
                    f"{group}: {name}",
                    done["response"] if done["ended"] == "response" else done["error"] or done["why"],
                )

    os.environ |= {"HOME": str(secret.parent), "GOATHERD_TEST_MARK": "1"}
    found = dict(in_pod(app, work))
    for each in listening:
        each.close()
    return found


def _by(user: int, folder: Path) -> dict[str, object]:
    """In a process of its own, which has another environment, other keys and perhaps another user."""
    given = {"user": user, "group": user, "extra_groups": []} if user != os.getuid() else {}
    folder.chmod(0o755)
    if given:
        os.chown(folder, user, user)
    done = subprocess.run(
        [sys.executable, "-m", "tests.sandbox.test_escape_attempts", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        **given,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def as_caller(tmp_path_factory):
    return _by(os.getuid(), tmp_path_factory.mktemp("caller"))


@pytest.fixture(scope="module")
def as_ordinary_user():
    if os.getuid():
        pytest.skip("whoever runs the tests is an ordinary user already")
    look = "import goatherd.sandbox.pod, tests.sandbox.pods, moto"
    at = Path(__file__).parents[2]
    try:
        command = [sys.executable, "-c", look]
        subprocess.run(command, user=ORDINARY, group=ORDINARY, extra_groups=[], cwd=at, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this interpreter, or this checkout, is for root alone")
    with tempfile.TemporaryDirectory() as folder:  # pytest keeps its own for whoever runs it
        return _by(ORDINARY, Path(folder))


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_is_got(as_caller, attempt):
    assert as_caller[attempt] == []


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_ordinary_user_gives_no_more(as_ordinary_user, attempt):
    assert as_ordinary_user[attempt] == []


def test_what_a_function_asks_for_does_not_reach_the_terminal(tmp_path):
    code = cloud.PRELUDE + cloud.ATTEMPTS["characters for the user's terminal"]
    folder = written(tmp_path / "app", APPLICATION)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"code": code}))
    command = [sys.executable, "-m", "goatherd", "invoke", "Run", str(folder), "--event", str(event)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"\x1b" not in done.stdout + done.stderr
    assert json.loads(done.stdout) == []


def test_without_namespaces_nothing_runs(tmp_path):
    """A machine that lends none: here a user namespace whose users may make no further ones."""
    folder = written(tmp_path / "app", APPLICATION)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"code": "open('/tmp/ran', 'w')"}))
    run = [sys.executable, "-m", "goatherd", "invoke", "Run", str(folder), "--event", str(event)]
    none = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", none, "sh", *run],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "namespaces" in done.stderr.splitlines()[0]


if __name__ == "__main__":
    print(json.dumps(attempted(Path(sys.argv[1]))))
