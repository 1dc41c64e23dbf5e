"""A function that wants out: everything it tries stays inside, and the next invocation works."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.sandbox.pods import TEMPLATE, in_pod, summary, written

# The function runs what it is told; "said" is what the code leaves in `out`.
APP = """
def handler(event, context):
    scope = {"out": []}
    exec(event["code"], scope)
    return scope["out"]
"""
# What never answers is told so after a second, all else has ten times that.
BRIEF = f"""{TEMPLATE.rstrip()}
  Brief:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 1, MemorySize: 128}}
"""
ALIVE = "out.append('alive')"
# SECRET is the path of a file of the host, PORT a port that the host listens on.
ATTEMPTS = {
    "write": (
        "import os\n"
        "for place in ('/x', '/var/task/x', '/var/x', '/usr/x', '/etc/x', '/opt/x', '/proc/sys/kernel/hostname'):\n"
        "    try: open(place, 'w').write('x'); out.append(place)\n"
        "    except OSError: pass\n"
        "open('/tmp/x', 'w').write('x'); out.append('/tmp/x')"
    ),
    "read": (
        "import os\n"
        "for place in (SECRET, '/etc/shadow', '/root/.bashrc', '/home', '/work', '/proc/1/environ',"
        " '/proc/1/root/etc/shadow', '/sys/class', '/var/lib', '/run', '/dev/sda', '/dev/vda', '/dev/kmsg'):\n"
        "    try: seen = os.listdir(place) if os.path.isdir(place) else open(place).read(9)\n"
        "    except OSError: continue\n"
        "    if seen: out.append(place)"
    ),
    "loopback": (
        "import socket\n"
        "s = socket.socket(); s.settimeout(30)\nout.append(s.connect_ex(('127.0.0.1', PORT)) != 0)\n"
        "out.append([name for _, name in socket.if_nameindex()])"
    ),
    "users": (
        "import os, subprocess\n"
        "for change in (lambda: os.setuid(0), lambda: os.chown('/tmp', 0, 0), lambda: os.mkfifo('/x')):\n"
        "    try: change(); out.append('done')\n"
        "    except OSError: pass\n"
        "out.append(subprocess.run(['unshare', '--user', 'true'], capture_output=True).returncode != 0)\n"
        "out.append(subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], capture_output=True).returncode != 0)"
    ),
    "processes": (
        "import os\nown = {int(n) for n in os.listdir('/proc') if n.isdigit()}\nout.append(len(own) < 6)\n"
        "out.append(open('/proc/1/cmdline').read().count('/tmp/'))"
    ),
    "kill": "import os, signal\nos.kill(1, signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)",
    "bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "hog": "kept = []\nwhile True: kept.append(bytearray(b'x') * (1 << 20))",
    "loop": "while True: pass",
    "disk": (
        "try:\n    with open('/tmp/big', 'wb') as f:\n        while True: f.write(bytes(1 << 20))\n"
        "except OSError: out.append('full')"
    ),
    "threads": (
        "import threading\nmade = 0\n"
        "try:\n    while made < 5000:\n"
        "        threading.Thread(target=threading.Event().wait, daemon=True).start()\n        made += 1\n"
        "except RuntimeError: out.append('no more')"
    ),
    "exit": "import os\nos._exit(3)",
    "log": "import sys\nfor _ in range(3000): print('x' * 1000)\nout.append('said')",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Code -> what came of it, and of a harmless invocation afterwards; all in one pod."""
    secret = tmp_path_factory.mktemp("host") / "secret.txt"
    secret.write_text("host secret")
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    given = {n: f"SECRET, PORT = {str(secret)!r}, {port}\n{code}" for n, code in ATTEMPTS.items()}
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": BRIEF, "app.py": APP})

    def work(pod):
        for name, code in given.items():
            function = "Brief" if name in ("loop", "bomb") else "Run"
            done = summary(pod.invoke(function, {"code": code}))
            done["log"] = len(done["log"])
            pod.restore()
            yield name, done, pod.invoke(function, {"code": ALIVE}).response

    found = {name: (done, after) for name, done, after in in_pod(folder, work)}
    listener.setblocking(False)
    with pytest.raises(BlockingIOError):
        listener.accept()
    listener.close()
    assert found.keys() == ATTEMPTS.keys()
    return found


@pytest.mark.parametrize("attempt", sorted(ATTEMPTS))
def test_the_next_invocation_works(outcome, attempt):
    assert outcome[attempt][1] == ["alive"]


def test_only_tmp_can_be_written(outcome):
    assert outcome["write"][0]["response"] == ["/tmp/x"]


def test_files_of_the_host_are_not_there(outcome):
    assert outcome["read"][0]["response"] == []


def test_the_host_is_not_reached(outcome):
    assert outcome["loopback"][0]["response"] == [True, ["lo"]]


def test_no_other_user_and_no_namespace_can_be_had(outcome):
    assert outcome["users"][0]["response"] == [True, True]


def test_no_process_of_others_is_seen(outcome):
    assert outcome["processes"][0]["response"] == [True, 0]


@pytest.mark.parametrize(
    ("attempt", "ended", "why"),
    [
        ("hog", "exit", "of memory"),
        ("loop", "timeout", "no answer within 1 s"),
        ("exit", "exit", "exit code 3"),
    ],
)
def test_what_goes_too_far_is_ended(outcome, attempt, ended, why):
    done, _ = outcome[attempt]
    assert done["ended"] == ended
    assert why in done["why"]


def test_a_bomb_is_ended(outcome):
    done, _ = outcome["bomb"]
    assert done["why"].startswith(("more than", "no answer"))  # whichever a busy machine sees first


def test_disk_and_log_are_bounded(outcome):
    assert outcome["disk"][0]["response"] == ["full"]
    assert outcome["log"][0]["response"] == ["said"]
    assert outcome["log"][0]["log"] <= 1 << 20


def test_nothing_is_left_behind(tmp_path):
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": APP})
    code = "import subprocess\nout.append(subprocess.Popen(['sleep', '987654']).pid)"

    def work(pod):
        yield pod.invoke("Run", {"code": code}).response
        yield str(pod.folder)

    started, place = in_pod(folder, work)
    assert started
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if b"987654" in command]
    assert not os.path.exists(place)


def test_what_no_deployment_takes_along_does_no_harm(tmp_path):
    """A folder that only its owner can read is copied for the functions' user, whatever lies in it."""
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": APP})
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
    for each in folder.iterdir():
        each.chmod(0o600)

    def work(pod):
        yield pod.invoke("Run", {"code": ALIVE}).response

    assert in_pod(folder, work) == [["alive"]]


def test_a_folder_that_has_no_room_here_is_told(tmp_path):
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": APP})
    with (folder / "large").open("wb") as file:
        file.truncate(1 << 40)
    (folder / "large").chmod(0o600)

    def work(pod):
        yield pod.undeployable or pod.invoke("Run", {"code": ALIVE}).response

    [found] = in_pod(folder, work)
    assert (
        found == ["alive"] or "No space left" in found["Run"]
    )  # nothing is copied where the user's own process runs it
