"""The functions whose code is not analysed: told, since a result without them looks complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.model.function import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function

_ELSEWHERE = "their code is not in the scanned tree"
_MAX_NAMES = 5


def unanalysed(application: Application) -> Iterator[Diagnosis]:
    """One incomplete Diagnosis per function whose code should have been found, one note per reason for the others."""
    notes: dict[str, list[tuple[Function, str]]] = {}
    for function in application.functions:
        entry = function.entry
        if not isinstance(entry, Unresolved):
            continue
        if entry.code_in_tree and not entry.foreign:
            yield Diagnosis(function.span, f"the function {function.id} is not analysed: {entry.why}")
        else:
            notes.setdefault(entry.why if entry.foreign else _ELSEWHERE, []).append((function, entry.why))
    for reason, group in notes.items():
        yield _note(reason, group)


def _note(reason: str, group: list[tuple[Function, str]]) -> Diagnosis:
    function, why = group[0]
    if len(group) == 1:
        message = f"the function {function.id} is not analysed: {why}"
    else:
        names = ", ".join(f.id for f, _ in group[:_MAX_NAMES])
        more = f" and {len(group) - _MAX_NAMES} more" if len(group) > _MAX_NAMES else ""
        message = f"{len(group)} functions are not analysed: {reason} ({names}{more})"
    return Diagnosis(function.span, message, incomplete=False)
