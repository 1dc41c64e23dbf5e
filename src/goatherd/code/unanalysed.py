"""The functions whose code is not analysed: told, since a result without them looks complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.incomplete import UNINTERPRETED
from goatherd.model.function import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_ELSEWHERE = "their code is not in the scanned tree"
_MAX_NAMES = 5


def unanalysed(application: Application) -> Iterator[Diagnosis]:
    """One incomplete Diagnosis per declaration whose code should have been found, one note per reason for the others.

    One declaration makes many functions where a loop or a module that is used again and again holds it.
    """
    missing: dict[tuple[Span, str], list[Function]] = {}
    notes: dict[str, list[tuple[Function, str]]] = {}
    for function in application.functions:
        entry = function.entry
        if not isinstance(entry, Unresolved):
            continue
        if entry.code_in_tree and not entry.foreign:
            missing.setdefault((function.span, entry.why), []).append(function)
        else:
            notes.setdefault(entry.why if entry.foreign else _ELSEWHERE, []).append((function, entry.why))
    for (span, why), functions in missing.items():
        yield Diagnosis(span, _told(functions, why), consequence=True, id=UNINTERPRETED)
    for reason, group in notes.items():
        yield _note(reason, group)


def _note(reason: str, group: list[tuple[Function, str]]) -> Diagnosis:
    function, why = group[0]
    message = _told([function for function, _ in group], reason if len(group) > 1 else why)
    return Diagnosis(function.span, message, incomplete=False, consequence=True)


def _told(functions: list[Function], why: str) -> str:
    if len(functions) == 1:
        return f"the function {functions[0].id} is not analysed: {why}"
    names = ", ".join(function.id for function in functions[:_MAX_NAMES])
    more = f" and {len(functions) - _MAX_NAMES} more" if len(functions) > _MAX_NAMES else ""
    return f"{len(functions)} functions are not analysed: {why} ({names}{more})"
