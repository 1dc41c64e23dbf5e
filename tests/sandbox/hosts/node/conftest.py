import json
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

import pytest

WATCH = "gh7f3a9c"


@pytest.fixture(scope="session")
def pod():
    # Not one of pytest's folders, which other users, such as that of functions, cannot enter.
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).parent / "pod.py"), folder]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield process
            process.stdin.close()
            process.wait(60)


class Ran(list):
    """What came of the invocations of one function; `notes` and the like are those of the last."""

    notes = property(lambda self: self[-1]["notes"])
    response = property(lambda self: self[-1]["response"])
    error = property(lambda self: self[-1]["error"])

    def kind(self, kind):
        return [note for note in self.notes if note["kind"] == kind]

    def reads(self):
        return ["/".join(map(str, note["path"])) + "?" * note["missing"] for note in self.kind("read")]

    def iterated(self):
        return ["/".join(map(str, note["path"])) for note in self.kind("iterate")]

    def reached(self):
        return [(note["sink"], note["what"], note["where"]) for note in self.kind("reach")]


@pytest.fixture
def run(pod):
    """Run a function on events; its code is the text of index.js, `files` are others of it."""

    def run(code, *events, watch=WATCH, handler="index.handler", environment=(), files=(), name="index.js"):
        request = {
            "files": {name: dedent(code).lstrip("\n"), **{each: dedent(text) for each, text in dict(files).items()}},
            "events": events or [{}],
            "watch": watch,
            "handler": handler,
            "environment": dict(environment),
        }
        pod.stdin.write(json.dumps(request) + "\n")
        pod.stdin.flush()
        return Ran(json.loads(pod.stdout.readline() or "[]"))

    return run


@pytest.fixture
def value(run):
    """What the body of a handler returns when it is given an event."""

    def value(body, event):
        ran = run(f"exports.handler = async (event) => {{ {body} }};", event)
        assert ran.error is None, ran.error
        return ran.response

    return value
