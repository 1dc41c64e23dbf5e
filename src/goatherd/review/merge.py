"""One finding for one thing to mend: whichever functions it was found in, whatever leads there or on from there."""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.finding import LOW
from goatherd.core.wording import counted_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Iterator

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.resource import Resource
    from goatherd.model.role import Role

NAMED = 3
_AROUND_NAMES = ".,:;()'`\""


def merge(findings: Iterable[Finding], twins: Container[str] = ()) -> list[Finding]:
    """Collapse findings of one check at one place: those of several functions, then those of several data.

    Names of `twins` count as the same word: one line of a program can make a dozen of them.
    """
    merged = [_of_functions(group) for group in _grouped(findings, partial(_source_and_words, twins))]
    merged = [_of_data(group) for group in _grouped(merged, _functions_and_words)]
    merged = [_of_cause(group) for group in _by_cause(merged)]
    merged = [_of_file(group) for group in _alike(merged)]
    return _told_once([_of_kind(group) for group in _one_of_many(merged)])


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


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> Iterable[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.sort_key):
        groups.setdefault((finding.id, finding.span, key(finding)), []).append(finding)
    return groups.values()


def _source_and_words(twins: Container[str], finding: Finding) -> Hashable:
    if finding.advisories:
        return finding.advisories  # whatever each application does with the package
    source = finding.steps[0].span if finding.steps and not finding.whatever_source else None
    words = _words(finding).split()
    return source, " ".join("*" if word.strip(_AROUND_NAMES) in twins else word for word in words)


def _words(finding: Finding) -> str:
    message = finding.message.replace(counted_functions(finding.counted), "*") if finding.counted else finding.message
    if not finding.function or finding.function not in message:
        return message
    return re.sub(rf"(?<![\w.-]){re.escape(finding.function)}(?![\w-])", "*", message)  # not as a part of a word


def _functions_and_words(finding: Finding) -> Hashable:
    if finding.advisories:
        return ()  # a line declares one package, which is upgraded once
    if not finding.subject:
        return id(finding)
    return finding.functions, finding.message.replace(finding.subject, "*", 1)


def _of_functions(group: list[Finding]) -> Finding:
    worst = _worst(group)
    functions = tuple(sorted({name for f in group for name in (f.function, *f.functions) if name}))
    counted = tuple(dict.fromkeys(id for f in group for id in f.counted))
    others = 0 if worst.advisories else len({_words(f) for f in group}) - 1
    message = worst.message
    if counted:
        message = message.replace(counted_functions(worst.counted), counted_functions(counted))
    if others:
        message = f"{message}; so it is for {others} more that this line makes"
    return evolve(
        worst,
        message=message,
        functions=functions,
        counted=counted,
        locations=_locations(group, worst),
        applications=_applications(group),
    )


def _of_data(group: list[Finding]) -> Finding:
    worst = _worst(group)
    others = sorted({_data(f) for f in group} - {_data(worst)})
    if not others:
        return worst
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return evolve(
        worst,
        functions=tuple(sorted({name for finding in group for name in finding.functions})),
        message=f"{worst.message}; likewise {', '.join(others[:NAMED])}{more}",
        locations=_locations(group, worst),
        applications=_applications(group),
        advisories=tuple(sorted({names for finding in group for names in finding.advisories})),
    )


def _data(finding: Finding) -> str:
    return finding.advisories[0][0] if finding.advisories else finding.subject


def _by_cause(findings: list[Finding]) -> Iterable[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        place = _mended_at(finding)
        groups.setdefault((finding.id, (place.path, place.line) if place else id(finding)), []).append(finding)
    return groups.values()


def _mended_at(finding: Finding) -> Span | None:
    """Where the data becomes part of a text; else the line that it is handed to whole, by functions that call it."""
    handed_on = any(step.kind == "call" for step in finding.steps)
    return finding.cause or (finding.span if handed_on else None)


def _of_cause(group: list[Finding]) -> Finding:
    worst = _worst(group)
    if len(group) == 1:
        return worst
    cause = worst.cause
    through = f"through {cause.path}:{cause.line}" if cause else "to this line"
    message = f"{worst.message}; one of {len(group)} ways {through}"
    return evolve(_of_file(group), message=message)


def _alike(findings: list[Finding]) -> Iterable[list[Finding]]:
    """What the lines of one file have in common, by how it is said; of an application, where it weighs little."""
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        where = finding.applications if (finding.severity or 0) <= LOW else finding.span.path
        said = (where, finding.message, finding.severity) if finding.alike else id(finding)
        groups.setdefault((finding.id, said), []).append(finding)
    return groups.values()


def _of_file(group: list[Finding]) -> Finding:
    worst = _worst(group)
    if len(group) == 1:
        return worst
    functions = tuple(sorted({name for finding in group for name in finding.functions}))
    places = {*_locations(group, worst), *(finding.span for finding in group)} - {worst.span}
    locations, applications = tuple(sorted(places)), _applications(group)
    return evolve(worst, functions=functions, locations=locations, applications=applications)


def _one_of_many(findings: list[Finding]) -> Iterable[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        kind = finding.one_of
        here = (finding.span.path, finding.function) if kind and not kind.anywhere else ()
        of = (*here, kind.many) if kind else id(finding)
        groups.setdefault((finding.id, of), []).append(finding)
    return groups.values()


def _of_kind(group: list[Finding]) -> Finding:
    worst = _worst(group)
    if len(group) == 1 or worst.one_of is None:
        return worst
    kind = worst.one_of
    first, *others = dict.fromkeys((kind.name, *(each.one_of.name for each in group if each.one_of)))
    advisories = tuple(sorted({names for finding in group for names in finding.advisories}))
    if not others:
        return evolve(_of_file(group), advisories=advisories)
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    message = f"{len(others) + 1} {kind.many}: {', '.join((first, *others[:NAMED]))}{more}"
    return evolve(_of_file(group), message=message, remedy=kind.remedy or worst.remedy, advisories=advisories)


def _told_once(findings: list[Finding]) -> list[Finding]:
    """Without those that another finding of the check lists among its places: applications share what they deploy."""
    lists: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        for place in () if finding.steps else finding.locations:
            lists.setdefault((finding.id, finding.severity, place), []).append(finding)
    return [f for f in findings if f.steps or not any(_tells(o, f) for o in lists.get((f.id, f.severity, f.span), ()))]


def _tells(other: Finding, finding: Finding) -> bool:
    return {*finding.locations} <= {other.span, *other.locations} and {*finding.functions} <= {*other.functions}


def _worst(group: list[Finding]) -> Finding:
    return max(group, key=lambda f: (f.severity or 0, f.certainty))


def _applications(group: list[Finding]) -> tuple[str, ...]:
    return tuple(sorted({name for finding in group for name in finding.applications}))


def _locations(group: list[Finding], worst: Finding) -> tuple[Span, ...]:
    return tuple(sorted(set(chain.from_iterable(f.locations for f in group)) - {worst.span}))
