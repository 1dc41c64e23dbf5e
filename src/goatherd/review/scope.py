"""What of an outcome concerns one file or folder of the tree, when the user asked for no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.outcome import Outcome


def concerned(applications: Iterable[Application], path: str) -> list[Application]:
    """The applications that `path`, a file or folder, is part of."""
    scope = _Scope(path)
    return [application for application in applications if scope.serves(application)]


def narrow(outcome: Outcome, path: str) -> None:
    """Leave of `outcome` the functions whose handler is `path` or below it, and what was found in or about those."""
    scope = _Scope(path)
    applications = concerned(outcome.applications, path)
    theirs = {
        (template, function.id)
        for application in applications
        for function in filter(scope.holds, application.functions)
        for template in application.templates
    }
    others = {function.span for _, function in outcome.functions if not scope.holds(function)}
    outcome.applications = applications
    outcome.functions = [(name, function) for name, function in outcome.functions if scope.holds(function)]
    outcome.findings = [finding for finding in outcome.findings if scope.concerns(finding, theirs)]
    outcome.accepted = [accepted for accepted in outcome.accepted if scope.concerns(accepted.finding, theirs)]
    outcome.tolerated = [tolerated for tolerated in outcome.tolerated if scope.told(tolerated.diagnosis, others)]
    outcome.diagnoses = [diagnosis for diagnosis in outcome.diagnoses if scope.told(diagnosis, others)]


@frozen
class _Scope:
    path: str

    def holds(self, function: Function) -> bool:
        return isinstance(function.entry, Entry) and self._inside(function.entry.file)

    def serves(self, application: Application) -> bool:
        """Whether one of its functions has its handler here, or may import what is here."""
        entries = [function.entry for function in application.functions if isinstance(function.entry, Entry)]
        return any(self._inside(entry.file) or _below(self.path, entry.root) for entry in entries)

    def concerns(self, finding: Finding, theirs: set[tuple[str, str]]) -> bool:
        spans = (finding.span, *finding.locations, *(step.span for step in finding.steps))
        functions = finding.functions or (finding.function,)
        return any(self._inside(span.path) for span in spans) or any(
            (finding.span.path, function) in theirs for function in functions
        )

    def told(self, diagnosis: Diagnosis, others: set[Span]) -> bool:
        """Also what lies in a folder above: it may be about this."""
        above = diagnosis.span.path.rpartition("/")[0]
        return self._inside(diagnosis.span.path) or (diagnosis.span not in others and _below(self.path, above))

    def _inside(self, path: str) -> bool:
        return _below(path, self.path)


def _below(path: str, folder: str) -> bool:
    return folder in ("", ".", path) or path.startswith(folder + "/")
