"""Reviewing findings that stand in real files, without a scan before it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from goatherd.checks.api import Check
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FileRead, FindingFound, FunctionAnalysed, ScanStarted
from goatherd.core.finding import HIGH, Diagnosis, Finding, Kind, Severity, Step
from goatherd.core.source import Span
from goatherd.model.function import CodeSource, Function
from goatherd.review import review
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.outcome import Outcome

TODAY = date(2026, 8, 24)


def _check(id: str, slug: str) -> Check:
    return Check(id, slug, 1, 78, HIGH, "0.1", "goatherd.checks", lambda function: iter(()))


CHECKS = (_check("GOAT0101", "event-data-in-shell"), _check("GOAT0102", "event-data-in-sql"))


class Desk:
    """A folder with files, and the findings that a scan of it would have had."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.functions: list[Function] = []
        self.diagnoses: list[Diagnosis] = []

    def declare(self, id: str, path: str, line: int = 1) -> None:
        self.functions.append(Function(id, Span(path, line), CodeSource("")))

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def find(
        self,
        path: str,
        line: int,
        *,
        id: str = "GOAT0101",
        function: str = "",
        source: int = 0,
        severity: Severity = HIGH,
        end_line: int = 0,
        message: str = "event data reaches a shell",
        hidden: tuple[Span, ...] = (),
        whatever_source: bool = False,
        subject: str = "",
        one_of: Kind | None = None,
        alike: bool = False,
        applications: tuple[str, ...] = (),
        advisories: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        slug = {check.id: check.slug for check in CHECKS}[id]
        steps = (Step(Span(path, source), "it starts here"), Step(Span(path, line), "it ends here")) if source else ()
        span = Span(path, line, end_line=end_line)
        self.findings.append(
            Finding(
                span,
                message,
                id=id,
                slug=slug,
                sas=1,
                severity=severity,
                function=function,
                steps=steps,
                hidden=hidden,
                whatever_source=whatever_source,
                subject=subject,
                one_of=one_of,
                alike=alike,
                applications=applications,
                advisories=advisories,
            )
        )

    def miss(self, path: str, line: int, message: str = "is not valid YAML", id: str = "unread") -> None:
        self.diagnoses.append(Diagnosis(Span(path, line), message, id=id))

    def review(self, config: Config | None = None, today: date = TODAY, folder: str = "") -> Outcome:
        """Of all that was found, or of a scan of a folder, which finds what is below it."""
        tree = Tree(str(self.root / folder))
        events = [
            ScanStarted(tree.root, tree, CHECKS, CHECKS),
            *(FileRead(path) for path in tree.files),
            *(FunctionAnalysed(function.span.path, function) for function in self.functions),
            *(FindingFound(finding) for finding in self.findings),
            *(Diagnosed(diagnosis) for diagnosis in self.diagnoses),
        ]
        return review(events, config or Config(), today=today)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "tree").mkdir()
    return Desk(tmp_path / "tree")


@pytest.fixture(scope="session")
def desk_type() -> type[Desk]:
    return Desk
