"""What reads works where there is no POSIX, and says the same; what runs functions says in a line what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from goatherd.report import FILE_FORMATS

BOOTSTRAP = str(Path(__file__).with_name("without_posix.py"))
GOAT = Path(__file__).parents[2] / "src/goatherd/learn/course/goat"
# The machine's own encoding knows no umlaut, that of its terminal as many as the console of Windows.
POOR = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252"}

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Übung:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: .\\src\\
      Description: Größe – 山羊
      Events:
        Ask:
          Type: HttpApi
"""
APP = """\
import os


def handler(event, context):
    grüße = event["queryStringParameters"]["name"]  # 山羊
    os.system("echo " + grüße)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "src").mkdir(parents=True)
    (folder / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (folder / "src" / "app.py").write_text(APP, encoding="utf-8")
    return folder


def ran(tmp_path: Path, *arguments: str, hidden: bool = True) -> tuple[int, str, str]:
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
    command = [sys.executable, *strict, BOOTSTRAP] if hidden else [sys.executable, "-m", "goatherd"]
    environment = {**os.environ, **(POOR if hidden else {"PYTHONIOENCODING": "cp1252:replace"})}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    done = subprocess.run([*command, *arguments], capture_output=True, env=environment, cwd=tmp_path, check=False)
    return done.returncode, _timeless(done.stdout.decode("cp1252")), done.stderr.decode("utf-8", "replace")


def _timeless(text: str) -> str:
    return re.sub(r"\d+\.\d+ s\b|(?<=time=\")[\d.]+", "?", text)


def written(tmp_path: Path, hidden: bool, formats: tuple[str, ...], *command: str) -> dict[str, str]:
    """What a command prints and writes in every format."""
    folder = tmp_path / f"reports-{hidden}"
    folder.mkdir()
    reports = [part for name in formats for part in ("--report", f"{name}={folder / name}")]
    code, out, err = ran(tmp_path, *command, *reports, hidden=hidden)
    texts = {name: _timeless((folder / name).read_text(encoding="utf-8")) for name in formats}
    return {**texts, "printed": out, "said": err, "code": str(code)}


@pytest.mark.parametrize(
    ("command", "formats"), [("scan", tuple(FILE_FORMATS)), ("map", ("text", "json", "mermaid", "dot", "svg", "html"))]
)
def test_every_format_says_what_it_says_with_posix(tmp_path, tree, command, formats):
    without, having = (written(tmp_path, hidden, formats, command, "--no-cache", str(tree)) for hidden in (True, False))
    assert without == having
    assert "src/app.py" in without["json"]
    assert "Übung" in without["json"]


@pytest.mark.parametrize("name", ["checks", "explain"])
def test_checks_are_listed_and_explained(tmp_path, name):
    arguments = [name] if name == "checks" else [name, "GOAT0101"]
    assert ran(tmp_path, *arguments) == ran(tmp_path, *arguments, hidden=False)


def test_several_jobs_and_the_cache_change_nothing(tmp_path):
    """The goat is work enough for more than one process, where there can be others."""
    command = ("scan", str(GOAT), "--jobs", "4", "--format", "json")
    code, having, _ = ran(tmp_path, *command, "--no-cache", hidden=False)
    first, again = ran(tmp_path, *command), ran(tmp_path, *command)
    assert (code, "GOAT0101" in having) == (1, True)
    assert first == again == (1, having, "")


def test_policies_are_rewritten(tmp_path):
    tree = tmp_path / "tree"
    copytree(GOAT, tree)
    assert "template.yaml: " in ran(tmp_path, "scan", "--fix", str(tree), "--no-cache", "-q")[2]
    assert (tree / "template.yaml").read_bytes() != (GOAT / "template.yaml").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("attack", "."),
        ("invoke", "F", "."),
        ("scan", "--prove", "."),
        ("learn",),
        ("learn", "--list"),
        ("learn", "attack", "a-lesson", "http"),
    ],
)
def test_what_runs_functions_says_what_it_needs(tmp_path, arguments):
    code, out, err = ran(tmp_path, *arguments)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "error: running functions needs Linux",
        "  help: on Windows use WSL: `wsl --install`, and there install goatherd",
    ]
