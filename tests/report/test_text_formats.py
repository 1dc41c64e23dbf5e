from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from goatherd.core.formats import may_be_replaced
from goatherd.core.source import Span
from goatherd.report import FILE_FORMATS, render, terminal
from goatherd.report.flow import MAX_STEPS


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def written(outcome, **options):
    stream = StringIO()
    terminal.write(outcome, stream, **{"width": 100, **options})
    return stream.getvalue()


@pytest.mark.parametrize("verbosity", ["quiet", "normal", "verbose"])
def test_terminal(outcome, snapshot, verbosity):
    assert written(outcome, verbosity=verbosity) == snapshot


def test_terminal_in_colour(outcome, snapshot, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    outcome.findings = outcome.findings[:1]
    assert written(outcome, color="always") == snapshot


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_source_line_is_wider_than_the_terminal(outcome, width):
    for line in written(outcome, width=width).splitlines():
        if "│" in line:
            assert len(line) <= width


def test_no_color_is_honoured(outcome, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in written(outcome)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written(outcome)


def test_a_scanned_file_cannot_drive_the_terminal(outcome):
    for verbosity in ("quiet", "normal", "verbose"):
        text = written(outcome, verbosity=verbosity)
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_the_lines_of_a_very_long_flow_are_bounded(outcome):
    from attrs import evolve

    (step, *_) = outcome.findings[0].steps
    steps = tuple(evolve(step, note=f"step {n}") for n in range(500))
    outcome.findings = [evolve(outcome.findings[0], steps=steps)]
    text = written(outcome)
    assert "step 0" in text
    assert "step 499" in text
    assert text.count("step ") == MAX_STEPS


def test_a_summary_does_not_list_a_hundred_functions_and_places(outcome):
    from attrs import evolve

    names, spans = tuple(f"F{n}" for n in range(100)), tuple(Span("app.py", n) for n in range(1, 101))
    outcome.findings = [evolve(outcome.findings[0], functions=names, locations=spans)]
    text = render("markdown", outcome)
    assert "`F0, F1, F2` and 97 more" in text and "F3" not in text
    assert "`app.py:8` and 92 more" in text and "app.py:9`" not in text
    assert "in F0, F1, F2 and 97 more" in " ".join(written(outcome).split())


@pytest.mark.parametrize("format", ["github", "gitlab", "junit", "markdown"])
def test_other_formats(outcome, snapshot, format):
    assert render(format, outcome) == snapshot


def test_github_commands_cannot_be_forged(outcome):
    for line in render("github", outcome).splitlines():
        assert line.startswith(("::error file=", "::warning file=", "::notice file="))
    assert len(render("github", outcome).splitlines()) == 6


def test_junit_is_xml(outcome):
    root = ElementTree.fromstring(render("junit", outcome))
    assert root[0].attrib["failures"] == "4"
    assert root[0].attrib["errors"] == "1"


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_every_format_ends_in_one_line_break_and_shows_an_empty_run(outcome, format):
    assert render(format, outcome).endswith("\n")
    outcome.findings, outcome.diagnoses, outcome.functions, outcome.accepted = [], [], [], []
    text = render(format, outcome)
    assert text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
    if format in ("json", "sarif", "gitlab"):
        json.loads(text)


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_an_earlier_report_is_recognised_as_one_of_its_own_format(outcome, format, tmp_path):
    full = render(format, outcome)
    outcome.findings, outcome.diagnoses, outcome.functions, outcome.accepted = [], [], [], []
    path = tmp_path / "report"
    for text in (full, render(format, outcome)):
        path.write_text(text, encoding="utf-8")
        assert may_be_replaced(path, format)
        assert not text or not any(may_be_replaced(path, other) for other in FILE_FORMATS if other != format)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("verbosity", ["quiet", "normal", "verbose"])
def test_any_encoding_will_do(outcome, encoding, verbosity):
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding=encoding)
    terminal.write(outcome, stream, width=100, verbosity=verbosity)
    stream.flush()
    text = raw.getvalue().decode(encoding)
    assert "GOAT0101" in text
    assert verbosity == "quiet" or " | " in text


def test_nothing_is_wider_than_the_terminal(outcome):
    for line in written(outcome, width=40).splitlines():
        assert len(line) <= 40
