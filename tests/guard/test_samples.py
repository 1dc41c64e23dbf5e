"""What both runtimes tell of what functions do, and what `--learn` makes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from goatherd.guard.comparing import misfits
from goatherd.guard.learning import LEAST, learned
from goatherd.guard.records import Sample, read_logs
from tests.guard.applications import TOP
from tests.guard.conftest import valid

PYTHON = """\
import json, os, subprocess, sys
from goatherd_guard import guarded

@guarded
def handler(event, context):
    if event.get("read"):
        open(event["read"]).close()
    if event.get("write"):
        open(event["write"], "w").close()
    if event.get("start"):
        subprocess.run(["/bin/echo", "a"], stdout=subprocess.DEVNULL)

for event in json.loads(sys.argv[1]):
    try:
        handler(event, None)
    except PermissionError:
        pass
"""
NODE = """\
const fs = require('node:fs');
const { execFileSync } = require('node:child_process');
const { guarded } = require(process.env.GUARD);

const handler = guarded(async (event) => {
  if (event.read) fs.readFileSync(event.read);
  if (event.write) fs.writeFileSync(event.write, '');
  if (event.start) execFileSync('/bin/echo', ['a']);
});

(async () => {
  for (const event of JSON.parse(process.argv[2])) await handler(event, {}).catch(() => {});
})();
"""
RUNTIMES = {"python": ("app.py", PYTHON, [sys.executable, "-B"]), "node": ("app.cjs", NODE, ["node"])}


def said(folder, runtime, events, **telemetry):
    """The log of a process that handled these events, in which `{}` is the folder."""
    name, code, command = RUNTIMES[runtime]
    data = [{"path": f"{folder}/data/*.txt", "why": "app.py:1"}]
    policy = {
        "version": 1,
        "function": "Main",
        "mode": "block",
        "processes": {"allow": [{"program": "/bin/echo", "arguments": ["*"], "why": "app.py:2"}], "others": "block"},
        "files": {"read": data, "write": [{"path": f"{folder}/out/**", "why": "app.py:3"}], "others": "block"},
        "telemetry": telemetry,
    }
    valid(policy)
    for each in ("data", "out", "layer"):
        (folder / each).mkdir()
    for each in ("a", "b"):
        (folder / "data" / f"{each}.txt").touch()
    table = json.loads((TOP / "cases" / "table.json").read_text(encoding="utf-8"))
    table["kinds"] = json.loads((TOP / "kinds.json").read_text(encoding="utf-8"))
    for each, row in {"rules": table, "policy": policy}.items():
        (folder / "layer" / f"{each}.json").write_text(json.dumps(row), encoding="utf-8")
    (folder / name).write_text(code)
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(TOP / "python/src"),
        "GUARD": str(TOP / "node/src/index.cjs"),
        "GOATHERD_GUARD_FOLDER": str(folder / "layer"),
        "GOATHERD_GUARD_POLICY": str(folder / "layer" / "policy.json"),
    }
    given = json.dumps(events).replace("{}", str(folder))
    done = subprocess.run([*command, name, given], cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (folder / "log").write_text(done.stdout)
    return policy, read_logs([folder / "log"])


def doings(folder, records):
    return [
        (each.invocations, [(what, name.replace(str(folder), "")) for what, name, _ in each.doings])
        for each in records.samples
    ]


READ, WRITE, START = ("read", "/data/*.txt"), ("write", "/out/**"), ("process", "/bin/echo")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_an_entry_is_told_when_it_is_first_used_and_then_now_and_then(tmp_path, runtime):
    first, other, both = {"read": "{}/data/a.txt"}, {"read": "{}/data/b.txt"}, {"read": "{}/data/a.txt", "start": 1}
    _, records = said(tmp_path, runtime, [first, other, first, both, first, both, both], sample=3)
    assert doings(tmp_path, records) == [
        (1, [READ]),  # the first of all
        (3, [READ, START]),  # one in three tells all that it used: the fourth
        (3, [READ, START]),
    ]
    assert {each.function for each in records.samples} == {"Main"}


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_what_is_new_is_told_at_once_and_nothing_twice(tmp_path, runtime):
    events = [{"write": "{}/out/a"}, {"write": "{}/out/b"}, {"start": 1}, {"start": 1}, {"read": "{}/data/a.txt"}]
    _, records = said(tmp_path, runtime, events)
    assert doings(tmp_path, records) == [(1, [WRITE]), (2, [START]), (2, [READ])]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_an_invocation_of_which_something_was_stopped_tells_nothing(tmp_path, runtime):
    refused = {"read": "{}/data/a.txt", "write": "/etc/outside"}
    _, records = said(tmp_path, runtime, [refused, {"start": 1}])
    assert doings(tmp_path, records) == [(2, [START])]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_nothing_is_told_where_the_policy_says_so(tmp_path, runtime):
    _, records = said(tmp_path, runtime, [{"start": 1}], sample=0)
    assert records.samples == []


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_what_was_never_used_is_taken_out_once_enough_was_seen(tmp_path, runtime):
    events = [{"start": 1}, {"read": "{}/data/a.txt"}]
    policy, records = said(tmp_path, runtime, events)
    few = learned(policy, "Main", records)
    assert few.policy == policy and few.invocations == 2
    assert [(each.entry.key, each.kept) for each in few.unused] == [
        (f"{tmp_path}/out/**", f"fewer than {LEAST} invocations were seen")
    ]
    found = learned(policy, "Main", records, least=2)
    narrowed = valid(found.policy)
    assert narrowed["files"]["write"] == [] and narrowed["files"]["read"] == policy["files"]["read"]
    assert narrowed["processes"] == policy["processes"]  # as it was, with its arguments
    what = f"files.write: {tmp_path}/out/**"
    assert narrowed["unseen"] == [{"what": what, "why": "not used in 2 invocations; app.py:3"}]
    # The code has it, and `guard check` knows why the policy has not.
    fresh = {**policy, "unknown": []}
    assert list(misfits(narrowed, fresh)) == []
    del narrowed["unseen"]
    assert list(misfits(narrowed, fresh)) == [f"the code needs {what} at app.py:3"]


POLICY = {
    "version": 1,
    "function": "Main",
    "mode": "block",
    "network": {"allow": [{"host": "db.example", "why": "app.py:1"}], "others": "block"},
    "files": {"read": [{"path": "/etc/ssl/**", "why": "certificates"}, {"path": "/data/x"}], "others": "block"},
    "aws": {
        "allow": [
            {"service": "s3", "operation": "GetObject", "resources": ["in/*"], "why": "app.py:2"},
            {"service": "sqs", "operation": "SendMessage", "resources": ["jobs"], "why": "app.py:3"},
            {"service": "sns", "operation": "Publish", "resources": ["news"], "why": "app.py:4"},
        ],
        "others": "block",
    },
}


def test_what_people_wrote_or_native_code_may_reach_stays():
    records = read_logs([])
    records.samples = [Sample("Main", (("aws", "s3:GetObject", ("in/*",)), ("aws", "sqs:SendMessage", ())), LEAST)]
    found = learned(POLICY, "Main", records)
    assert {str(each.entry): bool(each.kept) for each in found.unused} == {
        "network: db.example": True,
        "aws: sns:Publish (news)": False,
    }
    assert [row["service"] for row in found.policy["aws"]["allow"]] == ["s3", "sqs"]
    assert found.policy["files"] == POLICY["files"] and found.policy["network"] == POLICY["network"]


def test_programs_stay_that_a_shell_may_start_unseen():
    programs = [{"program": "/bin/sh", "why": "app.py:1"}, {"program": "convert", "why": "app.py:1"}]
    policy = {"version": 1, "processes": {"allow": programs, "others": "block"}}
    records = read_logs([])
    records.samples = [Sample("Main", (("process", "/bin/sh", ()),), LEAST)]
    found = learned(policy, "Main", records)
    assert found.policy == policy
    assert [(each.entry.key, each.kept) for each in found.unused] == [
        ("convert", "a shell may start it without being seen")
    ]


def test_what_was_taken_out_comes_back_when_it_is_reported(tmp_path):
    records = read_logs([])
    records.samples = [Sample("Main", (), LEAST)]
    policy = {**POLICY, "files": {"read": [{"path": "/data/x", "why": "app.py:5"}], "others": "block"}}
    narrowed = learned(policy, "Main", records).policy
    assert narrowed["files"]["read"] == [] and len(narrowed["unseen"]) == 4
    row = {
        "class_uid": 2004,
        "action_id": 1,
        "message": "reads /data/x",
        "metadata": {"product": {"name": "goatherd-guard"}},
        "resources": [{"name": "Main"}],
        "unmapped": {"goatherd": {"stage": "confinement"}},
    }
    (tmp_path / "log").write_text(json.dumps(row))
    again = valid(learned(narrowed, "Main", read_logs([tmp_path / "log"])).policy)
    assert again["files"]["read"] == [{"path": "/data/x", "why": "seen 1 time"}]
    assert "files.read: /data/x" not in {each["what"] for each in again["unseen"]}


def test_a_line_stands_for_a_bounded_number_of_invocations(tmp_path):
    (tmp_path / "log").write_text('{"goatherd":"sample","function":"Main","invocations":900000000,"doings":[]}\n')
    assert learned(POLICY, "Main", read_logs([tmp_path / "log"])).invocations == 10_000


def test_no_reason_is_called_a_place_that_is_none():
    fresh = {"files": {"read": [{"path": "/etc/ssl/**", "why": "certificates"}]}, "unknown": []}
    told = list(misfits({"files": {"read": []}}, fresh))
    assert told == ["the code needs files.read: /etc/ssl/** (certificates)"]
