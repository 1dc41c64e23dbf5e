"""What a function's log says of what it did beyond its policy: nothing that the event held, in both runtimes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = Path(__file__).parents[2] / "guard"
EVENT = {
    "version": "2.0",
    "rawPath": "/",
    "headers": {},
    "queryStringParameters": {"name": "alice.pdf", "host": "nowhere.invalid"},
    "requestContext": {"http": {"method": "GET", "path": "/"}, "requestId": "r-1"},
}
PYTHON = """
import json, socket, sys
from goatherd_guard import guarded

@guarded
def handler(event, context):
    query = event["queryStringParameters"]
    for what in (lambda: open("/srv/reports/" + query["name"]), lambda: socket.getaddrinfo(query["host"], 80),
                 lambda: open("/srv/reports/index")):
        try:
            what()
        except OSError:
            pass

handler(json.loads(sys.argv[1]), None)
"""
NODE = """
const { guarded } = require(%r);
const dns = require('node:dns');
const fs = require('node:fs');
const quietly = (what) => { try { what(); } catch {} };

guarded(async ({ queryStringParameters: { name, host } }) => {
  quietly(() => fs.readFileSync('/srv/reports/' + name));
  await new Promise((resolve) => dns.lookup(host, resolve));
  quietly(() => fs.readFileSync('/srv/reports/index'));
})(JSON.parse(process.argv[2]), {}).finally(() => process.exit(0));
"""


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize("values", ["redacted", "plain"])
def test_messages_show_what_the_code_named_and_not_what_the_event_held(tmp_path, language, values):
    monitored = {"files": {"read": [], "write": [], "others": "monitor"}, "network": {"allow": [], "others": "monitor"}}
    policy = {"version": 1, "mode": "block", "sinks": {"others": "monitor"}, **monitored}
    (tmp_path / "policy.json").write_text(json.dumps(policy | {"telemetry": {"values": values}}))
    table = json.loads((GUARD / "cases" / "table.json").read_text())
    table |= {name: json.loads((GUARD / f"{name}.json").read_text()) for name in ("kinds", "fetching")}
    (tmp_path / "rules.json").write_text(json.dumps(table))
    app = {"python": PYTHON, "node": NODE % str(GUARD / "node" / "src" / "index.cjs")}[language]
    (tmp_path / "app").write_text(app)
    command = [sys.executable if language == "python" else "node", "app", json.dumps(EVENT)]
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(GUARD / "python" / "src"),
        "GOATHERD_GUARD_FOLDER": str(tmp_path),
        "GOATHERD_GUARD_POLICY": str(tmp_path / "policy.json"),
    }
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"class_uid"')]
    told = {row["message"] for row in rows if row["unmapped"]["goatherd"]["stage"] == "confinement"}
    name, host = ("alice.pdf", "nowhere.invalid") if values == "plain" else ("<redacted>", "<redacted>")
    assert {f"reads /srv/reports/{name}", f"reaches {host}", "reads /srv/reports/index"} <= told, done.stderr
    if values == "redacted":
        assert "alice" not in done.stdout and "nowhere" not in done.stdout
