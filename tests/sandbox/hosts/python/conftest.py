import json
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from textwrap import dedent

import pytest

WATCH = "gh7f3a9c"
LIBRARIES = (sysconfig.get_paths()["purelib"], "/var/dependencies/python")


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

    def reached(self, sink=None):
        return [note for note in self.kind("reach") if sink in (None, note["sink"])]


@pytest.fixture(scope="session")
def run(pod):
    """Run a function, whose app.py this is, on events; `files` are others of it."""

    def run(code, *events, watch=WATCH, libraries=False, files=()):
        request = {
            "files": {"app.py": dedent(code), **dict(files)},
            "events": events,
            "watch": watch,
            "mounts": [LIBRARIES] if libraries else [],
        }
        pod.stdin.write(json.dumps(request) + "\n")
        pod.stdin.flush()
        return Ran(json.loads(pod.stdout.readline()))

    return run
