"""Attempts to get past a policy that blocks, by code inside of the function (guard/bypasses): each has the outcome that
is said of it, and would succeed without the guard.
"""

from __future__ import annotations

import base64
import ctypes
import functools
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import textwrap
import threading
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
from goatherd_guard.hooks import landlock

from tests.guard.applications import TOP

PYTHON = """\
import os, sys
SECRET, DATABASE, SCRATCH = (os.environ[name] for name in ("SECRET", "DATABASE", "SCRATCH"))
HOST, PORT, PROOF = "127.0.0.1", int(os.environ["PORT"]), os.environ["DB_PASSWORD"]

def attempt(event, context=None):
{code}

if __name__ == "__main__":
    import json
    if "GOATHERD_GUARD_FOLDER" in os.environ:
        if "WITHOUT_LANDLOCK" in os.environ:
            from goatherd_guard.hooks import landlock
            landlock._CREATE = -1  # which no kernel knows
        from goatherd_guard import guarded
        attempt = guarded(attempt)
    attempt(json.loads(sys.argv[1]))
"""
NODE = """\
const { SECRET, SECRET_JSON, SECRET_ENV, OUTSIDE, SCRATCH, DB_PASSWORD: PROOF } = process.env;
const [HOST, PORT] = ['127.0.0.1', Number(process.env.PORT)];

let attempt = async (event) => {
{code}
};

if (process.env.GUARD) attempt = require(process.env.GUARD).guarded(attempt);
attempt(JSON.parse(process.argv[2]), {}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
"""
RUNTIMES = {
    "python": ("app.py", PYTHON, [sys.executable, "-B"]),
    "node": ("app.cjs", NODE, ["node", "--no-warnings"]),
}
ENCODINGS = {
    "json": json.dumps,
    "percent": quote,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "characters": list,
    "reversed": lambda text: text[::-1],
}


def attempts():
    for runtime in RUNTIMES:
        rows = tomllib.loads((TOP / "bypasses" / f"{runtime}.toml").read_text(encoding="utf-8"))["attempt"]
        for row in rows:
            yield pytest.param(runtime, row, id=f"{runtime}: {row['about']}")


@pytest.mark.parametrize(("runtime", "attempt"), list(attempts()))
def test_an_attempt_has_its_outcome(tmp_path, answering, runtime, attempt):
    proof, port = answering
    if attempt.get("since", 0) > node_version():
        pytest.skip("this Node.js cannot be asked to")
    for guard, expected in wanted(attempt).items():
        folder = tmp_path / guard.replace(" ", "-")
        output, errors = ran(folder, runtime, attempt, proof, port, guard)
        rows = [json.loads(line) for line in output.splitlines() if line.startswith('{"class_uid"')]
        stopped = any(row["action_id"] == 2 for row in rows)
        outcome = "out of reach" if proof in output else "stopped" if stopped else "withheld"
        assert outcome == expected, output + errors


def wanted(attempt):
    """By what is put in front of the attempt, its outcome."""
    if "landlock" not in attempt:
        return {"none": "out of reach", "the guard": attempt["expect"]}
    found = {"none": "out of reach", "without Landlock": attempt["expect"]}
    return {**found, "the guard": attempt["landlock"]} if has_landlock() else found


@functools.cache
def has_landlock():
    return landlock.version(ctypes.CDLL(None)) >= landlock.OLDEST


def test_there_are_enough_attempts_and_what_is_out_of_reach_is_told():
    told = (Path(__file__).parents[2] / "docs" / "guard.md").read_text(encoding="utf-8")
    for runtime in RUNTIMES:
        rows = [each.values[1] for each in attempts() if each.values[0] == runtime]
        assert len(rows) >= 30
        assert len({row["about"] for row in rows}) == len(rows)
        for row in rows:
            assert ("reason" in row) == (row["expect"] == "out of reach")
            assert "reason" not in row or f"- **{row['reason']}**" in told.lower(), row


@functools.cache
def node_version():
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.removeprefix("v").partition(".")[0])


@pytest.fixture(scope="module")
def answering():
    """What a function may not get, and the port where TCP and UDP are answered with it."""
    proof = f"proof{secrets.token_hex(8)}"
    with socket.create_server(("127.0.0.1", 0)) as stream, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(stream.getsockname())
        for answer in (lambda: accepted(stream, proof), lambda: echoed(datagrams, proof)):
            threading.Thread(target=answer, daemon=True).start()
        yield proof, stream.getsockname()[1]


def accepted(stream, proof):
    body = f"HTTP/1.1 200 OK\r\nContent-Length: {len(proof)}\r\nConnection: close\r\n\r\n{proof}"
    while True:
        try:
            connection, _ = stream.accept()
        except OSError:  # the test has ended
            return
        with connection:
            connection.sendall(body.encode())
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass


def echoed(datagrams, proof):
    while True:
        try:
            _, sender = datagrams.recvfrom(65536)
            datagrams.sendto(proof.encode(), sender)
        except OSError:
            return


def ran(folder, runtime, attempt, proof, port, guard):
    """What one attempt wrote to its two outputs, behind "the guard", one "without Landlock" or "none"."""
    name, frame, command = RUNTIMES[runtime]
    for each in ("app", "scratch", "outside", "layer"):
        (folder / each).mkdir(parents=True)
    (folder / "app" / name).write_text(frame.replace("{code}", textwrap.indent(attempt["code"].strip(), "    ")))
    outside = folder / "outside"
    keep(outside, proof)
    variables = {
        "PATH": os.environ["PATH"],
        "OUTSIDE": str(outside),
        "SECRET": str(outside / "secret.txt"),
        "SECRET_JSON": str(outside / "secret.json"),
        "SECRET_ENV": str(outside / "secret.env"),
        "DATABASE": str(outside / "secret.db"),
        "SCRATCH": str(folder / "scratch"),
        "PORT": str(port),
        "DB_PASSWORD": proof,
        "LAMBDA_TASK_ROOT": str(folder / "app"),
        "PYTHONPATH": str(TOP / "python/src"),
    }
    if guard != "none":
        variables |= put_in_front(folder, attempt)
    if guard == "without Landlock":
        variables["WITHOUT_LANDLOCK"] = "1"
    event = json.dumps(filled(attempt.get("event", {"value": "x"}), variables["SECRET"]))
    done = subprocess.run([*command, name, event], cwd=folder / "app", env=variables, capture_output=True, text=True)
    return done.stdout, done.stderr


def keep(folder, proof):
    """Files of several kinds that hold it."""
    (folder / "secret.txt").write_text(f"{proof}\n")
    (folder / "secret.env").write_text(f"SECRET_VALUE={proof}\n")
    (folder / "secret.json").write_text(json.dumps({"value": proof}))
    database = sqlite3.connect(folder / "secret.db")
    database.execute("create table t as select ? as a", (proof,))
    database.commit()
    database.close()


def put_in_front(folder, attempt):
    """The variables by which the guard finds its policy and rules."""
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    programs = [] if attempt.get("none") else ["/bin/echo", *attempt.get("programs", ())]
    scratch = [{"path": f"{folder}/scratch/**"}]
    policy = {
        "version": 1,
        "mode": "block",
        "sinks": {"others": "block"},
        "processes": {"allow": [{"program": each} for each in programs], "others": "block"},
        "files": {"read": scratch, "write": scratch, "others": "block"},
        "network": {"allow": [{"host": "allowed.example"}], "others": "block"},
        "environment": {"secrets": ["DB_PASSWORD"], "children": []},
        "code": {"evaluation": "block", "native": "block"},
    }
    for name, data in {"rules": table, "policy": policy}.items():
        (folder / "layer" / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return {
        "GOATHERD_GUARD_FOLDER": str(folder / "layer"),
        "GOATHERD_GUARD_POLICY": str(folder / "layer" / "policy.json"),
        "GUARD": str(TOP / "node/src/index.cjs"),
    }


def filled(event, secret):
    """With the secret's path, and each `encoding:` in front of a value applied, the last one first."""
    return {key.replace("{SECRET}", secret): encoded(value.replace("{SECRET}", secret)) for key, value in event.items()}


def encoded(text):
    head, colon, rest = text.partition(":")
    return ENCODINGS[head](encoded(rest)) if colon and head in ENCODINGS else text
