"""Where functions cannot be enclosed it is said how to mend it; and whatever happens, nothing is left behind."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

import goatherd
from goatherd.core.errors import UsageError
from goatherd.sandbox.bubblewrap import refused
from goatherd.sandbox.enclosure import SandboxEnded, enclosed, require
from tests.sandbox.pods import written

GOATHERD = [sys.executable, "-m", "goatherd"]
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Slow:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.NAME
      CodeUri: .
      Timeout: 30
      Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}
"""


def running(text):
    """Ids of processes of this machine that have a text in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def children():
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


@contextmanager
def nothing_left():
    before, descriptors = children(), len(os.listdir("/proc/self/fd"))
    yield
    assert children() == before
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_namespaces_can_be_had_here():
    with nothing_left():
        assert refused() == ""


def test_what_others_say_meanwhile_is_no_refusal(capfd):
    """Progress is written by another thread, at any moment."""
    begun, asked, lines = Event(), Event(), 0

    def progress():
        nonlocal lines
        while not (lines and asked.is_set()):
            os.write(2, b"still at it\n")
            lines += 1
            begun.set()

    speaking = Thread(target=progress)
    speaking.start()
    begun.wait()
    try:
        assert refused() == ""
    finally:
        asked.set()
        speaking.join()
    assert capfd.readouterr().err == "still at it\n" * lines


def test_why_namespaces_are_refused_is_told():
    code = (
        "from goatherd.sandbox.bubblewrap import refused\nfrom goatherd.sandbox.enclosure import require\n"
        "print(repr(refused()))\nrequire()"
    )
    shell = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -c '{code}'"
    done = subprocess.run(["unshare", "--user", "--map-root-user", "sh", "-c", shell], capture_output=True, text=True)
    assert done.stdout == "'unshare: No space left on device'\n"
    assert done.stderr.splitlines()[-1] == (
        "goatherd.core.errors.UsageError: the sandbox needs namespaces of its own, and they are refused:"
        " unshare: No space left on device"
    )


def test_a_missing_bwrap_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageError, match="there is no `bwrap` on the PATH") as raised:
        require()
    assert "install bubblewrap" in raised.value.help


def test_a_missing_extra_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "moto", None)
    with pytest.raises(UsageError, match="running functions needs moto") as raised:
        require()
    assert "pip install '.[attack]'" in raised.value.help


@pytest.mark.parametrize("command", [["attack"], ["invoke", "Slow"]])
def test_commands_say_what_is_missing(tmp_path, command):
    folder = written(tmp_path, {"template.yaml": TEMPLATE, "app.py": "def NAME(event, context): pass\n"})
    environment = {**os.environ, "PATH": "/nowhere"}
    done = subprocess.run([*GOATHERD, *command, str(folder)], capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no `bwrap` on the PATH" in done.stderr
    assert "install bubblewrap" in done.stderr
    assert "Traceback" not in done.stderr


def test_goatherd_may_lie_where_only_its_user_can_go(tmp_path):
    tmp_path.chmod(0o700)
    leave_out = shutil.ignore_patterns("course", "__pycache__")
    shutil.copytree(Path(goatherd.__file__).parent, tmp_path / "library" / "goatherd", ignore=leave_out)
    code = "def NAME(event, context): return 'ran'\n"
    folder = written(tmp_path / "tree", {"template.yaml": TEMPLATE, "app.py": code, "event.json": "{}"})
    command = [*GOATHERD, "invoke", "Slow", str(folder), "--event", str(folder / "event.json")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "library")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (0, '"ran"\n'), done.stderr


def test_tasks_run_at_the_same_time_and_their_messages_come_as_they_are():
    def task(folder):
        yield {"folder": str(folder), "text": "ü\n\u2028", "long": "x" * 200_000}
        yield {"pid": os.getpid(), "files": os.listdir(folder)}

    with nothing_left():
        messages = list(enclosed(task, task, task))
    folders = [message["folder"] for message in messages if "folder" in message]
    assert len(set(folders)) == 3
    assert [(m["text"], len(m["long"])) for m in messages if "folder" in m] == [("ü\n\u2028", 200_000)] * 3
    assert [m for m in messages if "pid" in m] == [{"pid": 1, "files": []}] * 3
    assert not any(os.path.exists(folder) for folder in folders)


@pytest.mark.parametrize("code", ["raise ValueError('told')", "os._exit(5)", "sys.exit(3)"])
def test_a_task_that_breaks_is_told_of_when_the_others_have_ended(code, capfd):
    marker = f"98{os.getpid()}001"
    reading, writing = os.pipe()

    def breaks(folder):
        subprocess.Popen(["sleep", marker])
        yield {"folder": str(folder)}
        exec(code)

    def goes_on(folder):
        yield {"folder": str(folder)}
        os.read(reading, 1)
        yield {"found": "afterwards"}

    seen = []
    with nothing_left(), pytest.raises(SandboxEnded, match="the sandbox ended early"):
        for message in enclosed(goes_on, breaks):
            seen.append(message)
            if len(seen) == 2:
                soon(lambda: not running(marker))  # it broke, and what it had started went with it
                os.write(writing, b".")
    os.close(reading)
    os.close(writing)
    assert seen[2:] == [{"found": "afterwards"}]
    assert not any(os.path.exists(message["folder"]) for message in seen[:2])
    assert ("ValueError: told" in capfd.readouterr().err) == ("told" in code)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"no JSON\n", "a message of the sandbox is no JSON"),
        (b"[" * 200_000 + b"\n", "is nested more than 200 deep"),
        (b'{"half": ', "in the middle of a message"),
        (b"x" * (65 << 20), "is larger than"),
    ],
    ids=["no JSON", "deep", "half", "large"],
)
def test_whatever_comes_out_of_the_sandbox_the_others_are_heard(said, why):
    before = _pipes_to_write()  # of whoever runs the tests, who would be confused

    def odd(folder):
        for pipe in _pipes_to_write() - before:
            with suppress(BrokenPipeError):  # another's, who is gone
                view = memoryview(said)
                while view:
                    view = view[os.write(pipe, view) :]
        yield from ()

    def other(folder):
        yield {"found": "this"}

    seen = []
    with nothing_left(), pytest.raises(SandboxEnded, match=why):
        seen.extend(enclosed(odd, other))
    assert seen == [{"found": "this"}]


def _pipes_to_write():
    return {descriptor for descriptor in range(3, 100) if _is_pipe_to_write(descriptor)}


def _is_pipe_to_write(descriptor):
    try:
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
    except OSError:
        return False
    return flags == os.O_WRONLY and stat.S_ISFIFO(os.fstat(descriptor).st_mode)


def test_closing_early_ends_everything():
    marker = f"98{os.getpid()}002"

    def task(folder):
        subprocess.Popen(["sleep", marker], start_new_session=True)
        yield {"folder": str(folder)}
        signal.pause()

    with nothing_left():
        messages = enclosed(task)
        folder = next(messages)["folder"]
        assert len(running(marker)) == 1
        messages.close()
    assert running(marker) == []
    assert not os.path.exists(folder)


def test_nothing_outlives_the_process_that_encloses():
    marker = f"98{os.getpid()}003"
    code = (
        "import os, signal, subprocess\nfrom goatherd.sandbox.enclosure import enclosed\n"
        "def task(folder):\n"
        f"    subprocess.Popen(['sleep', '{marker}'])\n    yield {{'folder': str(folder)}}\n    signal.pause()\n"
        "messages = enclosed(task)\nprint(next(messages)['folder'], flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    soon(lambda: not running(marker))
    os.rmdir(done.stdout.strip())  # which nobody could remove any more; it is empty


@pytest.mark.parametrize("told", ["group", "process"])
def test_interrupting_an_attack_leaves_nothing(tmp_path, told):
    name = f"slow{os.getpid()}"
    code = f"def {name}(event, context):\n    event['x']\n    while True: pass\n"
    folder = written(tmp_path, {"template.yaml": TEMPLATE.replace("NAME", name), "app.py": code})
    command = [*GOATHERD, "attack", str(folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # Whatever runs the tests in the background may have it ignore this signal.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, start_new_session=True, text=True, preexec_fn=heed, **pipes) as process:
        places = soon(lambda: {place for pid in running(f"app.{name}") for place in mounted(pid)})
        (os.killpg if told == "group" else os.kill)(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=600)
    assert process.returncode == 3  # it tells what was proved until then
    assert "Traceback" not in said
    assert running(name) == []
    assert not any(os.path.exists(place) for place in places)


def mounted(pid):
    """The folders of the pod that a process runs in: its ancestors see them."""
    while pid > 1:
        try:
            found = re.findall(r" (/tmp/goatherd-[^/ ]+) ", Path(f"/proc/{pid}/mountinfo").read_text())
            pid = int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
        except OSError:
            return
        yield from found


def soon(condition):
    """What the condition gives, as soon as it gives something."""
    deadline = monotonic() + 600
    while not (found := condition()):
        assert monotonic() < deadline
    return found
