"""Runs small functions in one sandbox: requests on standard input, what came of them on standard output.

    pod.py FOLDER

One JSON object a line: {"language": name, "handler": name, "files": {name: text}, "events": [...], "watch": text,
"environment": {name: value}, "mounts": [[outside, inside]], "convention": {"name": name, "options": {…}} or null}.
A process of its own, because making namespaces means to fork, which a test runner with threads must not.
"""

import json
import os
import sys
from pathlib import Path

from goatherd.sandbox.bubblewrap import Bubblewrap
from goatherd.sandbox.conventions import Convention
from goatherd.sandbox.host import Host
from goatherd.sandbox.invocation import Invocation
from goatherd.sandbox.launch import Launch
from goatherd.sandbox.layout import lay_out
from goatherd.sandbox.limits import Limits
from goatherd.sandbox.loop import Loop

FOLDER = Path(sys.argv[1])
ISOLATION = Bubblewrap()
ARN = "arn:aws:lambda:us-east-1:123456789012:function:f"


def serve():
    ISOLATION.make_room(FOLDER, 1 << 28)
    system = lay_out(FOLDER, "", "canary", ISOLATION)
    loop = Loop()
    for number, line in enumerate(sys.stdin):
        print(json.dumps(run(json.loads(line), FOLDER / str(number), system, loop)), flush=True)


def run(request, folder, system, loop):
    for name, text in request["files"].items():
        path = folder / "code" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    temporary = folder / "tmp"
    temporary.mkdir()
    ISOLATION.make_room(temporary, 1 << 26, for_function=True)
    mounts = []
    for number, (outside, inside) in enumerate(request["mounts"]):  # the functions' user need not be able to go there
        shown = folder / f"mount{number}"
        ISOLATION.show(Path(outside), shown)
        mounts.append((str(shown), inside))
    launch = Launch(
        "f",
        ARN,
        request["language"],
        request["handler"],
        {"PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", **request["environment"]},
        ((str(folder / "code"), "/var/task"), *mounts),
        system,
        str(temporary),
        timeout=20,
        limits=Limits(memory=512 << 20),
        watch=request["watch"],
        convention=Convention(**request["convention"]) if request["convention"] else None,
    )
    host = Host(launch, loop, ISOLATION)
    try:
        return [outcome(host, event) for event in request["events"]]
    finally:
        host.stop()


def outcome(host, event):
    done = Invocation("f", event)
    host.invoke(done)
    return {name: getattr(done, name) for name in ("response", "error", "ended", "why", "log", "notes")}


if __name__ == "__main__":
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(ISOLATION.spawn(serve), 0)[1]))
