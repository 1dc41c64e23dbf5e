"""Paths are those that can be opened where a report is read."""

from __future__ import annotations

import json
import os

import pytest

from goatherd.report import render
from goatherd.report.placed import in_folder


@pytest.fixture
def service(outcome):
    """The outcome as that of a service in a repository."""
    outcome.prefix = os.path.basename(outcome.root) + "/"
    return outcome


def test_every_format_names_files_from_the_root_of_the_repository_on(service):
    before = {finding.span.path for finding in service.findings}
    report = json.loads(render("json", service))
    assert report["root"] == os.path.dirname(service.root)
    assert {finding["path"] for finding in report["findings"]} == {f"tree/{path}" for path in before}
    assert {step["path"] for finding in report["findings"] for step in finding["flow"]} >= {"tree/src/shared.py"}
    assert {function["file"] for function in report["functions"]} == {"tree/src/app.py", ""}
    assert {each["path"] for each in report["skipped"]} == {"tree/node_modules"}
    for format in ("github", "gitlab", "html", "junit", "markdown", "sarif"):
        text = render(format, service)
        assert "tree/src/app.py" in text and "tree/tree" not in text, format


def test_source_lines_are_found_under_the_longer_names(service):
    moved = in_folder(service, os.path.dirname(service.root))
    assert moved.findings[0].span.path.startswith("tree/")
    assert moved.lines.line(*moved.findings[0].span[:2]) == service.lines.line(*service.findings[0].span[:2]) != ""


@pytest.mark.parametrize(
    ("folder", "seen"),
    [("", "src/app.py"), ("src", "app.py"), ("..", "tree/src/app.py")],
)
def test_the_terminal_names_files_as_seen_from_the_current_folder(service, folder, seen):
    assert seen in [finding.span.path for finding in in_folder(service, os.path.join(service.root, folder)).findings]


def test_from_above_the_repository_files_are_named_with_the_way_there(service):
    top = os.path.dirname(service.root)
    found = in_folder(service, os.path.dirname(top)).findings
    assert f"{os.path.basename(top)}/tree/src/app.py" in [finding.span.path for finding in found]


def test_from_elsewhere_files_are_named_from_the_root_of_the_repository_on(service, tmp_path_factory):
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    assert "tree/src/app.py" in [finding.span.path for finding in in_folder(service, elsewhere).findings]
