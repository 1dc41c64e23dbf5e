import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs

import pytest

WATCH = "gh7f3a9c"


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

    def reached(self, sink=None):
        return [note for note in self.kind("reach") if sink in (None, note["sink"])]

    def places(self):
        return [(note["sink"], note["what"], note["where"]) for note in self.kind("reach")]


def url_event(method="GET", path="/", query="", body=None, **headers):
    """What a function URL sends."""
    event = {
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "here", **headers},
        "requestContext": {"http": {"method": method, "path": path}},
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = {name: values[-1] for name, values in parse_qs(query).items()}
    return event if body is None else {**event, "body": body}


@pytest.fixture(scope="session")
def run_in_pod():
    """Run a function: the members of a request to pod.py."""
    # Not one of pytest's folders, which other users, such as that of functions, cannot enter.
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).parent / "pod.py"), folder]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

            def run(**request):
                given = {"watch": WATCH, "environment": {}, "mounts": [], "convention": None, **request}
                process.stdin.write(json.dumps(given) + "\n")
                process.stdin.flush()
                return Ran(json.loads(process.stdout.readline() or "[]"))

            yield run
            process.stdin.close()
            process.wait(60)
