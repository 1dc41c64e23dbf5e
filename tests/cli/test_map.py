"""`goatherd map`, the whole command."""

from __future__ import annotations

import json
import subprocess

import pytest

PUBLIC = "      Events: {Get: {Type: Api, Properties: {Path: /, Method: GET}}}\n"


@pytest.fixture
def map(goatherd, root):
    def run(*arguments):
        return goatherd("map", *arguments)

    return run


@pytest.fixture
def committed(root):
    """The work tree as a repository with one commit."""
    (root / ".git").rmdir()

    def git(*arguments):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)

    git("init")
    git("add", "--all")
    git("commit", "-m", "one")
    return root


def test_on_the_terminal(map, snapshot):
    assert str(map("--width", "80")) == snapshot


def test_colours(map):
    assert "\x1b[" in map("--color", "always").out
    assert "\x1b[" not in map().out


def test_no_color(map, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in map().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in map().out


def test_several_files_in_one_run(map, root):
    run = map("--report", "json=map.json", "--report", "html=map.html", "--report", "text=map.txt")
    assert run.code == 0
    assert json.loads((root / "map.json").read_text())["applications"][0]["name"] == "template.yaml"
    assert (root / "map.html").read_text().startswith("<!doctype html>")
    assert (root / "map.txt").read_text() == run.out


@pytest.mark.parametrize("format", ["text", "json", "mermaid", "dot", "svg", "html"])
def test_a_report_replaces_nothing_but_an_earlier_one(map, root, format):
    report = ("--quiet", "--report", f"{format}=map.{format}", "--color", "always")
    assert [map(*report).code for _ in range(2)] == [0, 0]
    (root / f"map.{format}").write_text("what somebody wrote\n")
    run = map(*report)
    assert (run.code, (root / f"map.{format}").read_text()) == (2, "what somebody wrote\n")
    assert f"map.{format} is there already and is no {format} report of goatherd" in run.err


def test_quiet_prints_no_text_but_what_was_asked_for(map, root):
    assert str(map("--quiet", "--report", "json=map.json")) == "exit 0"
    assert map("--quiet", "--format", "json").out.startswith("{")


def test_text_in_a_file_has_no_colours_unless_asked_for(map, root, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    map("--report", "text=map.txt")
    assert "\x1b[" not in (root / "map.txt").read_text()
    map("--report", "text=map.txt", "--color", "always")
    assert "\x1b[" in (root / "map.txt").read_text()


@pytest.mark.parametrize("format", ["text", "json", "mermaid", "dot", "svg", "html"])
def test_the_same_bytes_every_time(map, format):
    assert map("--format", format).out == map("--format", format).out


@pytest.mark.parametrize(("format", "start"), [("svg", "<svg xmlns="), ("html", "<!doctype html>")])
def test_pictures(map, root, format, start):
    run = map("--quiet", "--report", f"{format}=map.{format}")
    assert (run.code, run.out) == (0, "")
    text = (root / f"map.{format}").read_text()
    assert text.startswith(start)
    assert "template.yaml" in text


def test_nothing_to_map(map, root):
    (root / "template.yaml").unlink()
    (root / "src" / "app.py").unlink()
    assert map().code == 4


def test_what_cannot_be_read(map, root):
    (root / "other").mkdir()
    (root / "other" / "template.yaml").write_text((root / "template.yaml").read_text() + "  Broken: {\n")
    run = map()
    assert run.code == 3
    assert "Exit 3: what could not be read or decided may be missing" in run.out.replace("\n", " ").replace("    ", "")


def test_excluded(map):
    assert map("--exclude", "src", "--exclude", "template.yaml").code == 4


def test_a_file_stands_for_its_application(map, root):
    (root / "template.yaml").write_text((root / "template.yaml").read_text() + PUBLIC)
    whole = map().out
    assert "open finding" in whole
    assert map("src/app.py").out == whole


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "markdown"),
        ("--format", "svg", "--diff", "HEAD"),
        ("--diff", "HEAD"),
        ("--report", "json=no/such/file"),
        ("--report", "sarif=map.sarif"),
    ],
)
def test_usage(map, arguments, snapshot):
    run = map(*arguments)
    assert run.code == 2
    assert run.err == snapshot


def test_no_difference(map, committed, snapshot):
    assert str(map("--diff", "HEAD")) == snapshot


def test_a_difference_in_several_files(map, committed):
    run = map("--diff", "HEAD", "--report", "markdown=surface.md", "--report", "json=surface.json")
    assert run.code == 0
    assert (committed / "surface.md").read_text() == map("--diff", "HEAD", "--format", "markdown").out
    assert json.loads((committed / "surface.json").read_text())


def test_a_difference_replaces_an_earlier_one(map, committed):
    report = ("--diff", "HEAD", "--report", "markdown=surface.md", "--report", "text=surface.txt")
    assert [map(*report).code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_a_route_for_anybody(map, committed, snapshot, format):
    template = committed / "template.yaml"
    template.write_text(template.read_text() + PUBLIC)
    assert str(map("--diff", "HEAD", "--format", format, "--width", "80")) == snapshot


TERRAFORM = """\
resource "aws_lambda_function" "shop" {
  function_name = "shop"
  handler       = "app.handler"
  runtime       = "python3.12"
  filename      = "src.zip"
  role          = "arn:aws:iam::123456789012:role/shop"
}
"""
URL = """\
resource "aws_lambda_function_url" "shop" {
  function_name      = aws_lambda_function.shop.function_name
  authorization_type = "NONE"
}
"""
SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.12}
functions:
  shop:
    handler: src/app.handler
"""
EVENT = "    events: [{httpApi: 'GET /'}]\n"


@pytest.mark.parametrize(
    ("file", "before", "added"),
    [("main.tf", TERRAFORM, URL), ("serverless.yml", SERVERLESS, EVENT)],
)
def test_a_route_for_anybody_in_other_languages(map, root, request, file, before, added, snapshot):
    (root / "template.yaml").unlink()
    (root / file).write_text(before)
    request.getfixturevalue("committed")
    (root / file).write_text(before + added)
    assert str(map("--diff", "HEAD", "--width", "100")) == snapshot


def test_the_difference_of_a_subfolder(map, committed):
    template = committed / "template.yaml"
    template.write_text(template.read_text() + PUBLIC)
    assert map("--diff", "HEAD", "src").code == 1


def test_what_names_no_commit(map, committed):
    run = map("--diff", "nope")
    assert (run.code, run.err.splitlines()[0]) == (2, "error: 'nope' names no commit in @TMP@/tree")
