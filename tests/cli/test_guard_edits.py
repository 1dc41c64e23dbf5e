"""What people edited in a policy stays theirs, whatever `policy --write` and `apply` write."""

from __future__ import annotations

import json

import pytest

CODE = """\
import os


def handler(event, context):
    os.execv("/opt/bin/stamp", ["stamp"])
    open("/mnt/menu.txt")
"""
MORE = CODE.replace("import os", "import os\n# a line more") + """    open("/mnt/prices.txt")\n"""


@pytest.fixture
def file(root):
    (root / "src" / "app.py").write_text(CODE)
    return root / "goatherd-guard" / "policies" / "Convert.json"


@pytest.fixture
def edited(goatherd, file):
    """A policy that a person gave a mode and a host, and took a file out of."""
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    policy = json.loads(file.read_text())
    policy["mode"] = "monitor"
    policy["network"]["allow"].append({"host": "partner.example", "why": "the partner's proxy"})
    policy["files"]["read"] = [row for row in policy["files"]["read"] if row["path"] != "/mnt/menu.txt"]
    file.write_text(json.dumps(policy))
    return file


def test_a_policy_that_people_edited_stays_byte_for_byte_while_the_code_does(goatherd, edited):
    before = edited.read_bytes()
    run = goatherd("guard", "policy", "--write", "-q")
    assert (run.code, edited.read_bytes()) == (0, before)
    assert run.err.endswith("goatherd-guard/policies/Convert.json: as it was\n")


def test_what_changed_in_the_code_is_merged_into_what_people_edited(goatherd, root, edited):
    (root / "src" / "app.py").write_text(MORE)
    run = goatherd("guard", "policy", "--write")
    policy = json.loads(edited.read_text())
    paths = [row["path"] for row in policy["files"]["read"]]
    assert run.code == 0 and policy["mode"] == "monitor"
    assert policy["network"]["allow"] == [{"host": "partner.example", "why": "the partner's proxy"}]
    assert "/mnt/prices.txt" in paths and "/mnt/menu.txt" not in paths
    assert policy["processes"]["allow"] == [
        {"program": "/opt/bin/stamp", "arguments": ["stamp"], "why": "src/app.py:6"}
    ]
    assert '+        "path": "/mnt/prices.txt",' in run.err.splitlines()
    assert not any("partner" in line or "monitor" in line for line in run.err.splitlines() if line[:1] in "+-")
    assert run.err.endswith("Convert.json: brought up to date\n")
    assert goatherd("guard", "policy", "--write", "-q").err.endswith("Convert.json: as it was\n")


def test_a_policy_that_nobody_edited_becomes_what_the_code_gives(goatherd, root, file):
    goatherd("guard", "policy", "--write", "-q")
    (root / "src" / "app.py").write_text(MORE)
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    after = file.read_bytes()
    file.unlink()
    goatherd("guard", "policy", "--write", "-q")
    assert file.read_bytes() == after


def test_where_people_and_the_code_changed_the_same_peoples_stays_and_is_named(goatherd, root, file):
    goatherd("guard", "policy", "--write", "-q")
    policy = json.loads(file.read_text())
    policy["network"]["others"] = "allow"
    file.write_text(json.dumps(policy))
    fetching = "    urllib.request.urlopen(event['body'])\n"
    (root / "src" / "app.py").write_text(CODE.replace("import os", "import os, urllib.request") + fetching)
    run = goatherd("guard", "policy", "--write", "-q")
    assert json.loads(file.read_text())["network"]["others"] == "allow"
    assert run.code == 1
    assert "Convert.json: network.others stays as people have it, and the code changed it as well\n" in run.err


def test_a_policy_of_which_nothing_tells_what_people_wrote_stays(goatherd, root, edited):
    (edited.parent / "generated" / "Convert.json").unlink()
    before = edited.read_bytes()
    run = goatherd("guard", "policy", "--write")
    assert (run.code, edited.read_bytes()) == (1, before)
    assert "stays as it is, for nothing tells what people wrote in it" in run.err
    assert '+        "path": "/mnt/menu.txt",' in run.err.splitlines()
    (root / "src" / "app.py").write_text(MORE)  # from now on it is known: it is what differs from the code
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    paths = {row["path"] for row in json.loads(edited.read_text())["files"]["read"]}
    assert "/mnt/prices.txt" in paths and "/mnt/menu.txt" not in paths


def test_the_mode_of_a_policy_changes_only_where_that_is_asked_for(goatherd, edited):
    for arguments, mode in (([], "monitor"), (["--mode", "block"], "block"), ([], "block")):
        assert goatherd("guard", "policy", "--write", "-q", *arguments).code == 0
        assert json.loads(edited.read_text())["mode"] == mode


def test_apply_leaves_the_bytes_of_a_policy_alone(goatherd, edited):
    before = edited.read_bytes()
    assert goatherd("guard", "apply", "-q").code == 0
    assert edited.read_bytes() == before


def test_a_mode_that_people_took_out_stays_out(goatherd, edited):
    edited.write_text(json.dumps({key: each for key, each in json.loads(edited.read_text()).items() if key != "mode"}))
    before = edited.read_bytes()
    for _ in range(2):
        assert goatherd("guard", "policy", "--write", "-q").code == 0
        assert edited.read_bytes() == before


def test_what_was_learned_stays_as_well(goatherd, root, file):
    goatherd("guard", "policy", "--write", "-q")
    told = {"stage": "confinement", "family": "files", "verdict": "report"}
    row = {"class_uid": 2004, "action_id": 1, "message": "reads /etc/motd", "unmapped": {"goatherd": told}}
    row |= {"resources": [{"name": "Convert"}], "metadata": {"product": {"name": "goatherd-guard"}}}
    (root / "log").write_text(json.dumps(row, separators=(",", ":")))
    goatherd("guard", "policy", "--learn", "log", "--write", "-q")
    (root / "src" / "app.py").write_text(MORE)
    assert goatherd("guard", "policy", "--write", "-q").code == 0
    assert {"/etc/motd", "/mnt/prices.txt"} <= {row["path"] for row in json.loads(file.read_text())["files"]["read"]}
    assert goatherd("guard", "check").code == 0


def test_no_policy_is_written_through_a_link(goatherd, root, edited, tmp_path):
    outside = tmp_path / "outside.json"
    edited.rename(outside)
    edited.symlink_to(outside)
    before = outside.read_bytes()
    run = goatherd("guard", "policy", "--write", "--mode", "block")
    assert run.code == 2 and "Convert.json cannot be written" in run.err
    assert outside.read_bytes() == before
