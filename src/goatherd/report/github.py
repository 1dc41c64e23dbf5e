"""Annotations of a pull request, as workflow commands of GitHub Actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Severity
from goatherd.report.doubt import doubt
from goatherd.report.records import severity
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.outcome import Outcome


def render(outcome: Outcome) -> str:
    return "".join(line + "\n" for line in _commands(outcome))


def _commands(outcome: Outcome) -> Iterator[str]:
    for finding in sorted(outcome.findings, key=lambda f: -severity(f)):
        title = f"{finding.id} {finding.slug}"
        text = "\n".join(filter(None, (finding.message, doubt(finding), finding.remedy)))
        yield _command(_level(severity(finding)), finding.span, title, text)
    for diagnosis in outcome.diagnoses:
        level = "warning" if diagnosis.incomplete else "notice"
        yield _command(level, diagnosis.span, "goatherd", diagnosis.message)


def _level(severity: Severity) -> str:
    if severity >= Severity.HIGH:
        return "error"
    return "warning" if severity == Severity.MEDIUM else "notice"


def _command(level: str, span: Span, title: str, text: str) -> str:
    place = f"file={_property(span.path)},line={span.line},col={span.column},title={_property(title)}"
    return f"::{level} {place}::{_data(text)}"


def _data(text: str) -> str:
    # Text of the scanned tree must not be able to end the command and start another.
    return "%0A".join(safe(line) for line in text.replace("%", "%25").split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
