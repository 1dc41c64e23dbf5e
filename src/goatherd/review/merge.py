"""One finding for one thing to mend, whichever functions it was found in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.resource import Resource
    from goatherd.model.role import Role

Key = tuple[str, "Span", "Span | None", str]
_AROUND_NAMES = ".,:;()'`\""


def merge(findings: Iterable[Finding], twins: Container[str] = ()) -> list[Finding]:
    """Collapse findings of one check with the same place, the same source and the same words.

    Names of `twins` count as the same word: one line of a program can make a dozen of them.
    """
    groups: dict[Key, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.sort_key):
        groups.setdefault(_key(finding, twins), []).append(finding)
    return [_merged(group) for group in groups.values()]


def twins(applications: Iterable[Application]) -> set[str]:
    """Ids of functions, roles and resources of one type that one and the same place declares."""
    places: dict[tuple[type, Span], set[str]] = {}
    for application in applications:
        for declared in _declared(application):
            places.setdefault((type(declared), declared.span), set()).add(declared.id)
    return {id for ids in places.values() if len(ids) > 1 for id in ids}


def _declared(application: Application) -> Iterator[Function | Role | Resource]:
    yield from application.functions
    yield from application.roles.values()
    yield from application.resources.values()


def _key(finding: Finding, twins: Container[str]) -> Key:
    source = finding.steps[0].span if finding.steps else None
    words = " ".join("*" if word.strip(_AROUND_NAMES) in twins else word for word in _words(finding).split())
    return finding.id, finding.span, source, words


def _words(finding: Finding) -> str:
    return finding.message.replace(finding.function, "*") if finding.function else finding.message


def _merged(group: list[Finding]) -> Finding:
    worst = max(group, key=lambda f: (f.severity or 0, f.confidence))
    functions = tuple(sorted({f.function for f in group if f.function}))
    locations = tuple(sorted({span for f in group for span in f.locations} - {worst.span}))
    others = len({_words(f) for f in group}) - 1
    message = f"{worst.message}; so it is for {others} more that this line makes" if others else worst.message
    return evolve(worst, message=message, functions=functions, locations=locations)
