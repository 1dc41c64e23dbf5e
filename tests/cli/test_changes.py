"""A scan of what a branch has changed, and of several files and folders."""

from __future__ import annotations

import json
import subprocess

import pytest

from .conftest import TEMPLATE

HANDLER = """\
import sys
sys.path.append("..")
from helper import run


def handler(event, context):
    return run(event["queryStringParameters"]["x"])
"""
HELPER = "import os\n\n\ndef run(command):\n    return os.system(command)\n"
API = "      Events: {Api: {Type: HttpApi}}\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A committed repository: two services that share a helper, and one that does not use it."""
    root = tmp_path / "tree"
    for service in ("orders", "mail", "idle"):
        code = root / service / "src"
        code.mkdir(parents=True)
        (root / service / "template.yaml").write_text(TEMPLATE.replace("Convert", service.title()) + API)
        (code / "app.py").write_text(HANDLER if service != "idle" else "def handler(event, context):\n    return {}\n")
    (root / "helper.py").write_text(HELPER)
    monkeypatch.chdir(root)

    def git(*arguments):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", "--all")
    git("commit", "-m", "one")
    git("checkout", "-b", "topic")
    return root, git


def found(run):
    return {(finding["id"], finding["path"]) for finding in json.loads(run.out)["findings"]}


def functions(run):
    return {function["name"] for function in json.loads(run.out)["functions"]}


def test_a_helper_alone_is_scanned_as_part_of_the_applications_that_use_it(goatherd, repository):
    run = goatherd("scan", "helper.py", "--format", "json")
    assert (run.code, found(run), functions(run)) == (1, {("GOAT0101", "helper.py")}, {"Mail", "Orders"})


def test_several_paths_are_scanned_in_one_run(goatherd, repository):
    run = goatherd("scan", "helper.py", "idle", "--format", "json")
    assert functions(run) == {"Idle", "Mail", "Orders"}
    assert functions(goatherd("scan", "idle", "mail/src/app.py", "--format", "json")) == {"Idle", "Mail"}


def test_nothing_changed(goatherd, repository):
    run = goatherd("scan", "--since", "main", "--width", "200")
    assert run.code == 0
    assert "Only what was changed since main" in run.out


def test_a_changed_helper_brings_the_findings_of_the_functions_that_use_it(goatherd, repository):
    root, git = repository
    (root / "helper.py").write_text(HELPER + "\n\nX = 1\n")
    uncommitted = goatherd("scan", "--since", "main", "--format", "json")
    assert (uncommitted.code, found(uncommitted)) == (1, {("GOAT0101", "helper.py")})
    assert functions(uncommitted) == {"Mail", "Orders"}
    git("commit", "-a", "-m", "two")
    assert found(goatherd("scan", "--since", "main", "--format", "json")) == found(uncommitted)


def test_what_others_did_to_the_main_branch_meanwhile_is_not_of_this_one(goatherd, repository):
    root, git = repository
    (root / "idle" / "src" / "app.py").write_text("def handler(event, context):\n    return 1\n")
    git("commit", "-a", "-m", "two")
    git("checkout", "main")
    (root / "helper.py").write_text(HELPER + "\n\nX = 1\n")
    git("commit", "-a", "-m", "three")
    git("checkout", "topic")
    run = goatherd("scan", "--since", "main", "--format", "json")
    assert (run.code, found(run), functions(run)) == (0, set(), {"Idle"})


def test_a_new_file_is_a_change(goatherd, repository):
    root, _ = repository
    (root / "idle" / "src" / "app.py").unlink()
    (root / "idle" / "template.yaml").write_text(
        (root / "idle" / "template.yaml").read_text().replace("app.handler", "new.handler")
    )
    (root / "idle" / "src" / "new.py").write_text(
        "import os\n\n\ndef handler(event, context):\n    os.system(event['queryStringParameters']['x'])\n"
    )
    assert found(goatherd("scan", "--since", "main", "--format", "json")) == {("GOAT0101", "idle/src/new.py")}


def test_a_path_narrows_what_was_changed(goatherd, repository):
    root, _ = repository
    (root / "helper.py").write_text(HELPER + "\n\nX = 1\n")
    assert functions(goatherd("scan", "idle", "--since", "main", "--format", "json")) == set()


def test_lines_that_the_checkout_gave_other_ends_are_no_change(goatherd, repository):
    root, _ = repository
    (root / "helper.py").write_bytes(HELPER.replace("\n", "\r\n").encode())
    assert functions(goatherd("scan", "--since", "main", "--format", "json")) == set()


@pytest.mark.parametrize(("revision", "message"), [("nowhere", "names no commit"), ("--output=x", "names no revision")])
def test_what_is_no_revision(goatherd, repository, revision, message):
    run = goatherd("scan", f"--since={revision}")
    assert run.code == 2
    assert message in run.err


def test_a_branch_without_a_common_beginning_needs_more_history(goatherd, repository):
    _, git = repository
    git("checkout", "--orphan", "alone")
    git("commit", "-m", "alone")
    run = goatherd("scan", "--since", "main")
    assert run.code == 2
    assert "fetch-depth: 0" in run.err


@pytest.mark.parametrize("revision", ["HEAD~1", "0" * 40])
def test_a_shallow_clone_says_that_it_is_one(goatherd, repository, monkeypatch, revision):
    root, git = repository
    git("commit", "--allow-empty", "-m", "two")
    git("clone", "--depth", "1", root.as_uri(), str(root.parent / "clone"))
    monkeypatch.chdir(root.parent / "clone")
    run = goatherd("scan", "--since", revision)
    assert run.code == 2
    assert "which is a shallow clone" in run.err and "fetch-depth: 0" in run.err


def test_a_new_branch_has_nothing_before_it(goatherd, repository):
    run = goatherd("scan", "--since", "0" * 40)
    assert run.code == 2
    assert "shallow" not in run.err and "name the branch that it left" in run.err


def test_no_baseline_is_written_of_changes_alone(goatherd, repository):
    assert goatherd("scan", "--since", "main", "--write-baseline", "b.json").code == 2


def test_nothing_that_the_tree_names_runs(goatherd, repository):
    root, git = repository
    marker = root.parent / "ran"
    evil = f"touch {marker}; cat"
    (root / ".gitattributes").write_text("* filter=evil diff=evil\n")
    for name in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.pager"):
        git("config", name, evil)
    for name in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"):
        git("config", name, evil)
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (hooks / name).chmod(0o755)
    marker.unlink(missing_ok=True)  # `git config` may have asked a hook
    (root / "helper.py").write_text(HELPER + "\n\nX = 1\n")
    assert found(goatherd("scan", "--since", "main", "--format", "json")) == {("GOAT0101", "helper.py")}
    assert not marker.exists()


def elsewhere(tmp_path, name, *, git):
    """A folder with an application and a configuration of its own, which knows none of its findings."""
    folder = tmp_path / name
    (folder / "src").mkdir(parents=True)
    (folder / "template.yaml").write_text(TEMPLATE.replace("Convert", name.title()) + API)
    (folder / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    if git:
        (folder / ".git").mkdir()
    return folder


@pytest.mark.parametrize("git", [True, False])
def test_paths_of_several_repositories_are_not_read_as_what_holds_them_all(goatherd, tmp_path, git):
    one, other = (elsewhere(tmp_path, name, git=git) for name in ("one", "other"))
    elsewhere(tmp_path, "stranger", git=False)
    (tmp_path / "goatherd.toml").write_text('baseline = "nowhere.json"\n')
    run = goatherd("scan", str(one), str(other), "--width", "200")
    assert (run.code, run.out) == (2, "")
    assert "not of one repository" in run.err and "once for each" in run.err
    assert "@TMP@/one" in run.err and "@TMP@/other" in run.err and "nowhere" not in run.err


def test_a_path_that_holds_the_others_is_what_was_asked_for(goatherd, tmp_path):
    one = elsewhere(tmp_path, "one", git=False)
    elsewhere(one, "inner", git=True)
    assert functions(goatherd("scan", str(one), str(one / "inner"), "--format", "json")) == {"One", "Inner"}
    parts = goatherd("scan", str(one / "template.yaml"), str(one / "src"), "--format", "json")
    assert functions(parts) == {"One"}


def test_paths_in_and_out_of_a_work_tree_are_apart(goatherd, tmp_path):
    one, other = elsewhere(tmp_path, "one", git=True), elsewhere(tmp_path, "other", git=False)
    run = goatherd("scan", str(one / "src"), str(other))
    assert run.code == 2 and "no git work tree" in " ".join(run.err.split())
