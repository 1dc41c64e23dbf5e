"""An outcome whose paths begin elsewhere than at the scanned folder.

Reports are read at the root of the repository: by GitHub, by GitLab, by an editor that is open there. A person reads
the terminal in the current folder.
"""

from __future__ import annotations

import os
import posixpath
from copy import copy
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.model.function import Entry
from goatherd.outcome import Lines, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.confidence import Reason
    from goatherd.core.finding import Diagnosis, Finding
    from goatherd.core.source import Span
    from goatherd.model.function import Function

    Move = Callable[[str], str]


def in_repository(outcome: Outcome) -> Outcome:
    """With paths from the root of the git work tree on, where there is one; that is its `root` then."""
    if not outcome.prefix:
        return outcome
    top = outcome.root[: -len(outcome.prefix)] or os.sep
    prefix = outcome.prefix

    def move(path: str) -> str:
        return path if os.path.isabs(path) else posixpath.normpath(prefix + path)

    return evolve(_moved(outcome, move, lambda path: path.removeprefix(prefix)), root=top)


def in_folder(outcome: Outcome, current: str) -> Outcome:
    """With paths as seen from the current folder, if that belongs to the same repository or lies above the scanned
    folder; else from the root of the repository on."""
    top = outcome.root[: -len(outcome.prefix)] if outcome.prefix else outcome.root
    current = os.path.realpath(current)
    if not (_holds(top, current) or _holds(current, outcome.root)):
        return in_repository(outcome)
    if current == outcome.root:
        return outcome
    return _moved(outcome, partial(_seen, outcome.root, current), partial(_seen, current, outcome.root))


def _seen(start: str, other: str, path: str) -> str:
    """A path of one folder as seen from another."""
    return path if os.path.isabs(path) else os.path.relpath(os.path.join(start, path), other).replace(os.sep, "/")


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class _From(Lines):
    """The same lines under other names; `back` gives the first."""

    def __init__(self, lines: Lines, back: Move) -> None:
        self._inner = lines
        self._back = back

    def text(self, path: str) -> str:
        return self._inner.text(self._back(path))

    def all(self, path: str) -> list[str]:
        return self._inner.all(self._back(path))


def _moved(outcome: Outcome, move: Move, back: Move) -> Outcome:
    return evolve(
        outcome,
        lines=_From(outcome.lines, back),
        findings=[_finding(each, move) for each in outcome.findings],
        accepted=[evolve(each, finding=_finding(each.finding, move)) for each in outcome.accepted],
        diagnoses=[_diagnosis(each, move) for each in outcome.diagnoses],
        tolerated=[evolve(each, diagnosis=_diagnosis(each.diagnosis, move)) for each in outcome.tolerated],
        functions=[(name, _function(each, move)) for name, each in outcome.functions],
        skipped=[(move(path), why) for path, why in outcome.skipped],
    )


def _span(span: Span, move: Move) -> Span:
    return span._replace(path=move(span.path))


def _finding(finding: Finding, move: Move) -> Finding:
    message = finding.message
    if finding.cause is not None:
        message = message.replace(str(finding.cause), str(_span(finding.cause, move)))
    return evolve(
        finding,
        span=_span(finding.span, move),
        message=message,
        reasons=tuple(_reason(reason, move) for reason in finding.reasons),
        locations=tuple(_span(span, move) for span in finding.locations),
        steps=tuple(evolve(step, span=_span(step.span, move)) for step in finding.steps),
    )


def _reason(reason: Reason, move: Move) -> Reason:
    return evolve(reason, span=_span(reason.span, move)) if reason.span is not None else reason


def _diagnosis(diagnosis: Diagnosis, move: Move) -> Diagnosis:
    return evolve(diagnosis, span=_span(diagnosis.span, move))


def _function(function: Function, move: Move) -> Function:
    moved = copy(function)
    moved.span = _span(function.span, move)
    if isinstance(function.entry, Entry):
        moved.entry = evolve(function.entry, file=move(function.entry.file))
    return moved
