"""What CI runs: the action, the job and the hook, as far as a machine without a network can run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).parents[1]
WEAK = "import os\n\n\ndef handler(event, context):\n    os.system(event['queryStringParameters']['x'])\n"
SOUND = "def handler(event, context):\n    return {}\n"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events: {Api: {Type: HttpApi}}
"""


@pytest.fixture
def repository(tmp_path):
    """A sound application on main, which the work tree makes weak."""
    root = tmp_path / "repository"
    (root / "src").mkdir(parents=True)
    (root / "template.yaml").write_text(TEMPLATE)
    (root / "src" / "app.py").write_text(SOUND)
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for arguments in (("init", "--initial-branch=main"), ("add", "--all"), (*identity, "commit", "-m", "one")):
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
    (root / "src" / "app.py").write_text(WEAK)
    return root


def programs(folder):
    """A folder with `goatherd` in it, as an installation has."""
    folder.mkdir(parents=True)
    (folder / "goatherd").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m goatherd "$@"\n')
    (folder / "goatherd").chmod(0o755)
    return str(folder)


def ran(command, root, **environment):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "GITHUB"))}
    everything = {**inherited, "XDG_CACHE_HOME": str(root.parent / "cache"), **environment}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
    return subprocess.run(shell, cwd=root, env=everything, capture_output=True, text=True, check=False)


def read(name):
    return yaml.safe_load((TOP / name).read_text(encoding="utf-8"))


def scanned_by_the_action(root, **inputs):
    """The action's own step, with inputs as GitHub puts them in."""
    action = read("action.yml")
    step = next(step for step in action["runs"]["steps"] if step["name"] == "Scan")
    values = {name: each["default"] for name, each in action["inputs"].items()} | inputs
    names = {variable: re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", text)[1] for variable, text in step["env"].items()}
    temporary = root.parent / "temporary"
    programs(temporary / "goatherd" / "bin")
    run = ran(
        step["run"],
        root,
        RUNNER_TEMP=str(temporary),
        GITHUB_STEP_SUMMARY=str(root.parent / "summary.md"),
        **{variable: values[name] for variable, name in names.items()},
    )
    return run, root.parent / "summary.md"


def test_the_action_fails_for_a_finding_and_tells_it_everywhere(repository):
    run, summary = scanned_by_the_action(repository)
    assert run.returncode == 1, run.stderr
    assert "::error file=src/app.py,line=5" in run.stdout
    assert "GOAT0101" in summary.read_text()
    assert json.loads((repository / "goatherd.sarif").read_text())["runs"][0]["results"]


def test_the_action_takes_paths_and_a_revision(repository):
    (repository / "src" / "app.py").write_text(SOUND)
    run, _ = scanned_by_the_action(repository, paths="src template.yaml", since="main", profile="everything")
    assert run.returncode == 0, run.stderr


def test_the_action_takes_paths_on_several_lines(repository):
    (repository / "src" / "app.py").write_text(SOUND)
    for name, code in (("idle", SOUND), ("weak", WEAK)):
        (repository / name / "src").mkdir(parents=True)
        (repository / name / "template.yaml").write_text(TEMPLATE)
        (repository / name / "src" / "app.py").write_text(code)
    run, _ = scanned_by_the_action(repository, paths="idle\n  weak\n")
    assert run.returncode == 1, run.stderr
    assert "::error file=weak/src/app.py,line=5" in run.stdout


def test_the_action_says_what_is_wrong_with_its_inputs(repository):
    run, _ = scanned_by_the_action(repository, baseline="nowhere.json")
    assert run.returncode == 2
    assert "nowhere.json" in run.stderr


def test_inputs_of_the_action_are_no_commands(repository):
    hostile = "main; touch evidence; $(touch evidence)"
    run, _ = scanned_by_the_action(repository, since=hostile, paths=hostile)
    assert run.returncode == 2
    assert not (repository / "evidence").exists()
    for step in read("action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_what_the_action_installs_is_there():
    install = next(step for step in read("action.yml")["runs"]["steps"] if step["name"] == "Install goatherd")
    named = re.findall(r"\$GITHUB_ACTION_PATH/([\w./-]+)", install["run"])
    assert named and all((TOP / path).is_file() for path in named)


@pytest.mark.parametrize(("branch", "code"), [("", 1), ("main", 1)])
def test_the_job_of_gitlab(repository, branch, code):
    (command,) = read("docs/ci/goatherd.gitlab-ci.yml")["goatherd"]["script"]
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "main"], cwd=repository, check=True)
    path = programs(repository.parent / "bin") + os.pathsep + os.environ["PATH"]
    run = ran(command, repository, PATH=path, **({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": branch} if branch else {}))
    assert run.returncode == code, run.stderr
    assert ("Only what was changed since origin/main" in run.stdout) is bool(branch)
    report = read("docs/ci/goatherd.gitlab-ci.yml")["goatherd"]["artifacts"]["reports"]["codequality"]
    assert json.loads((repository / report).read_text())[0]["location"]["path"] == "src/app.py"


@pytest.mark.parametrize(("code", "expected"), [(WEAK, 1), (SOUND, 0)])
def test_the_hook_of_pre_commit_is_about_what_the_commit_changes(repository, code, expected):
    (hook,) = read(".pre-commit-hooks.yaml")
    (repository / "src" / "app.py").write_text(code)
    path = programs(repository.parent / "bin") + os.pathsep + os.environ["PATH"]
    assert hook["pass_filenames"] is False
    assert ran(hook["entry"], repository, PATH=path).returncode == expected


def test_the_workflow_in_the_documentation_names_inputs_that_there_are():
    text = (TOP / "docs" / "ci.md").read_text(encoding="utf-8")
    workflow, hooks = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    inputs = read("action.yml")["inputs"].keys()
    steps = workflow["jobs"]["goatherd"]["steps"]
    used = next(step["with"] for step in steps if "goatherd@" in step["uses"])
    assert used.keys() <= inputs
    assert all(f"| `{name}` |" in text for name in inputs)
    assert hooks["repos"][0]["hooks"][0]["id"] == read(".pre-commit-hooks.yaml")[0]["id"]
