"""Small applications of one idea each: what an outsider can do in them is told, exactly and with its path.

A folder of tests/applications is one application. `expect: GOAT0101 via Upload, Convert` in a comment on the line of
the sink asks for a finding there whose steps go through exactly these functions in this order (a function's code stands
in the file that is named like it), or through that of the sink alone where none is named. `of event.body.name` before
it asks for where the data begins. Lines without a comment must be silent.

What counts are the checks of SAS-1, for they follow data, and of them what somebody outside of the account can make
happen: a sink behind a queue to which only principals of the account write is told with less weight (`inside`), which
is right in most look-alikes here and not what they are about. Hygiene is no concern of theirs either.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
from attrs import frozen

from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound, FunctionAnalysed
from goatherd.core.finding import Finding
from goatherd.scan import scan

FOLDER = Path(__file__).parent / "applications"
APPLICATIONS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
EXPECTED = re.compile(r"(?:#|//) expect: (?P<check>GOAT\d{4})(?: of (?P<source>\S+))?(?: via (?P<via>\w+(?:, \w+)*))?$")
PROGRAMS = {"app.py", "app.ts"}  # of the CDK; every other source is a function
SOURCES = {".py", ".js", ".mjs", ".ts"}


@frozen
class Expected:
    """A finding that has to be; `source` is where its data begins, `via` the functions that it passes, in order."""

    file: str
    line: int
    check: str
    source: str
    via: tuple[str, ...]

    def matches(self, finding: Finding) -> bool:
        where = (finding.span.path, finding.span.line, finding.id, path_of(finding))
        begins = not self.source or finding.message.startswith(f"{self.source} ")
        return begins and where == (self.file, self.line, self.check, self.via)


def path_of(finding: Finding) -> tuple[str, ...]:
    """The functions that the steps of a finding go through, in small letters, each once for as long as it lasts."""
    files = [Path(span.path) for span in (*(step.span for step in finding.steps), finding.span)]
    return tuple(name for name, _ in groupby(file.stem.lower() for file in files if file.suffix in SOURCES))


def sources(root: Path) -> dict[str, str]:
    paths = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_text() for path in paths}


def expectations(files: dict[str, str]) -> list[Expected]:
    found: list[Expected] = []
    for file, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if match := EXPECTED.search(line):
                names = (match["via"] or Path(file).stem).lower()
                found.append(Expected(file, number, match["check"], match["source"] or "", tuple(names.split(", "))))
    return found


def told(finding: Finding) -> str:
    return f"{finding.span.path}:{finding.span.line} {finding.id} via {', '.join(path_of(finding))}: {finding.message}"


@pytest.mark.parametrize("name", APPLICATIONS)
def test_what_an_outsider_can_do_is_told_exactly(name: str) -> None:
    files = sources(FOLDER / name)
    expected = expectations(files)
    events = list(scan(str(FOLDER / name), Config(select=("SAS-1",))))
    found = [event.finding for event in events if isinstance(event, FindingFound) and not event.finding.inside]

    missing = [each for each in expected if not any(each.matches(finding) for finding in found)]
    surplus = [told(finding) for finding in found if not any(each.matches(finding) for each in expected)]
    assert (missing, surplus) == ([], [])
    problems = [event.diagnosis for event in events if isinstance(event, Diagnosed)]
    assert [problem.message for problem in problems if problem.incomplete] == []
    read = {event.function.entry.file for event in events if isinstance(event, FunctionAnalysed)}
    assert read == {file for file in files if Path(file).suffix in SOURCES and file not in PROGRAMS}


def test_there_are_as_many_look_alikes_as_holes() -> None:
    silent = [name for name in APPLICATIONS if not expectations(sources(FOLDER / name))]
    assert len(APPLICATIONS) >= 40
    assert 0.4 <= len(silent) / len(APPLICATIONS) <= 0.65
