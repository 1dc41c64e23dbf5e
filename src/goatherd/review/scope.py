"""What of an outcome concerns some files or folders of the tree, when the user asked for no more."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.outcome import Outcome


def concerned(applications: Iterable[Application], paths: Sequence[str]) -> list[Application]:
    """The applications that one of `paths`, files and folders, is part of."""
    scope = _Scope(tuple(paths))
    return [application for application in applications if scope.serves(application)]


def narrow(outcome: Outcome, paths: Sequence[str]) -> None:
    """Leave of `outcome` the functions that are at `paths`, are declared there or run code from there, and what was
    found there or about those."""
    scope = _Scope(tuple(paths))
    applications = concerned(outcome.applications, paths)
    held = [(a, function) for a in applications for function in a.functions if scope.holds(function, a)]
    theirs = {(template, f.id) for a, f in held if scope.is_handler(f) for template in a.templates}
    declared = {(a.name, f.id) for a, f in held if scope.inside(f.span.path)}
    mine = {id(function) for _, function in held}
    others = {function.span for _, function in outcome.functions if id(function) not in mine}
    outcome.applications = applications
    outcome.functions = [(name, function) for name, function in outcome.functions if id(function) in mine]
    outcome.findings = [finding for finding in outcome.findings if scope.concerns(finding, theirs, declared)]
    outcome.accepted = [each for each in outcome.accepted if scope.concerns(each.finding, theirs, declared)]
    outcome.tolerated = [each for each in outcome.tolerated if scope.told(each.diagnosis, others)]
    outcome.diagnoses = [diagnosis for diagnosis in outcome.diagnoses if scope.told(diagnosis, others)]


@frozen
class _Scope:
    paths: tuple[str, ...]

    def holds(self, function: Function, application: Application) -> bool:
        """Whether it is declared here, or runs code from here."""
        behaviour = application.behaviours.get(function.id)
        files = behaviour.files if behaviour else ()
        return self.is_handler(function) or any(map(self.inside, (function.span.path, *files)))

    def is_handler(self, function: Function) -> bool:
        return isinstance(function.entry, Entry) and self.inside(function.entry.file)

    def serves(self, application: Application) -> bool:
        """Whether it is declared here, or one of its functions runs code from here, or may import some."""
        entries = [function.entry for function in application.functions if isinstance(function.entry, Entry)]
        return (
            any(map(self.inside, application.templates))
            or any(self.holds(function, application) for function in application.functions)
            or any(_below(path, entry.root) for entry in entries for path in self.paths)
        )

    def concerns(self, finding: Finding, theirs: set[tuple[str, str]], declared: set[tuple[str, str]]) -> bool:
        """`theirs` are functions by template, `declared` those by application whose every finding counts."""
        spans = (finding.span, *finding.locations, *(step.span for step in finding.steps))
        functions = finding.functions or (finding.function,)
        pairs = product(finding.applications, functions)
        return (
            any(self.inside(span.path) for span in spans)
            or any((finding.span.path, function) in theirs for function in functions)
            or not declared.isdisjoint(pairs)
        )

    def told(self, diagnosis: Diagnosis, others: set[Span]) -> bool:
        """Also what lies in a folder above: it may be about this."""
        above = diagnosis.span.path.rpartition("/")[0]
        near = any(_below(path, above) for path in self.paths)
        return self.inside(diagnosis.span.path) or (diagnosis.span not in others and near)

    def inside(self, path: str) -> bool:
        return any(_below(path, each) for each in self.paths)


def _below(path: str, folder: str) -> bool:
    return folder in ("", ".", path) or path.startswith(folder + "/")
