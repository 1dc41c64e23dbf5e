"""What one map has that another has not: new ways in, wider exposure, new reach, new attack paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from goatherd.model.trigger import Exposure, Kind
from goatherd.outcome import ExitCode
from goatherd.surface.wording import spoken
from goatherd.whose.who import Who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Diagnosis
    from goatherd.core.source import Span
    from goatherd.surface.map import FunctionView, Map, Surface
    from goatherd.surface.targets import Target
    from goatherd.whose.table import Cell

Direction = Literal["added", "removed", "changed"]


@frozen
class Change:
    """`kind`: "way in", "exposure", "authorizer", "function", "guard", "reach", "gain", "data" or
    "attack path".

    `widens`: outsiders get further than before. `text` says what changed, `span` is where the newer side (of what was
    removed, the older one) declares it.
    """

    kind: str
    direction: Direction
    widens: bool
    application: str
    text: str
    span: Span | None


@frozen
class Diff:
    """`before` is what the revision was called. Changes that widen the surface come first. `missing` are the
    files of the revision that a partial clone does not hold.
    """

    before: str
    changes: tuple[Change, ...]
    exit_code: ExitCode
    missing: tuple[Diagnosis, ...] = ()

    @property
    def widening(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.widens)


def diff(before: str, old: Map, new: Map, missing: tuple[Diagnosis, ...] = ()) -> Diff:
    """An incomplete side makes the comparison incomplete."""
    olds = {surface.application.name: surface for surface in old.surfaces}
    news = {surface.application.name: surface for surface in new.surfaces}
    changes = [change for name in sorted({*olds, *news}) for change in _changes(name, olds.get(name), news.get(name))]
    changes.sort(key=lambda change: (not change.widens, change.direction == "removed"))
    code = ExitCode.INCOMPLETE if missing else _exit_code(old, new, changes)
    return Diff(before, tuple(changes), code, missing)


def _exit_code(old: Map, new: Map, changes: list[Change]) -> ExitCode:
    if ExitCode.INCOMPLETE in (old.exit_code, new.exit_code):
        return ExitCode.INCOMPLETE
    if any(change.widens for change in changes):
        return ExitCode.FINDINGS
    return ExitCode.CLEAN if old.surfaces or new.surfaces else ExitCode.NOTHING


@frozen
class _Door:
    exposure: Exposure
    who: str
    span: Span


def _changes(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    yield from _doors(name, old, new)
    yield from _functions(name, old, new)
    yield from _reach(name, old, new)
    yield from _whose(name, old, new)
    yield from _paths(name, old, new)


def _doors(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    before, after = _doors_of(old), _doors_of(new)
    for text, door in after.items():
        was = before.get(text)
        said = f"{door.exposure.label}: {text}"
        if was is None:
            yield Change("way in", "added", door.exposure >= Exposure.AUTHENTICATED, name, said, door.span)
            continue
        if was.exposure != door.exposure:
            moved = f"{was.exposure.label} → {door.exposure.label}: {text}"
            yield Change("exposure", "changed", door.exposure > was.exposure, name, moved, door.span)
        if was.who != door.who:
            asked = f"{text} asks {door.who or 'nobody'}, it asked {was.who or 'nobody'}"
            yield Change("authorizer", "changed", not door.who, name, asked, door.span)
    for text, door in before.items():
        if text not in after:
            yield Change("way in", "removed", False, name, f"{door.exposure.label}: {text}", door.span)


def _doors_of(surface: Surface | None) -> dict[str, _Door]:
    """By what it is called; the widest where there are several. Every function may be invoked directly anyway."""
    found: dict[str, _Door] = {}
    if surface is None:
        return found
    for way in reversed([way for way in surface.ways_in if way.kind != Kind.DIRECT]):
        for door in way.doors:
            event = "" if door.name == way.label else f" {door.name}"
            label = "" if way.label == way.noun else f" {way.address or way.label}"
            found[f"{way.noun}{label}{event} → {door.target}"] = _Door(way.exposure, way.who, door.span)
    return dict(reversed(found.items()))


def _functions(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    before = {view.function.id: view for view in old.functions} if old else {}
    after = {view.function.id: view for view in new.functions} if new else {}
    for id, view in after.items():
        if id not in before:
            yield Change("function", "added", False, name, id, view.function.span)
        gained = view.blast.escalations
        for how in gained:
            if id not in before or how not in before[id].blast.escalations:
                yield Change("gain", "added", True, name, f"{id} can {how}", view.function.span)
        if id in before:
            yield from _guard(name, before[id], view)
    for id, view in before.items():
        if id not in after:
            yield Change("function", "removed", False, name, id, view.function.span)


def _guard(name: str, old: FunctionView, new: FunctionView) -> Iterator[Change]:
    """Policies are not compared: those of a revision lie among what a scan leaves out."""
    id, span = new.function.id, new.function.span
    if old.guard is None and new.guard is not None:
        yield Change("guard", "added", False, name, f"the run-time guard stands in front of {id}", span)
    if old.guard is not None and new.guard is None:
        yield Change("guard", "removed", True, name, f"the run-time guard no longer stands in front of {id}", span)


def _reach(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    before, after = _reached(old), _reached(new)
    for text, (wide, span) in after.items():
        if text not in before:
            yield Change("reach", "added", wide, name, text, span)
    for text, (_, span) in before.items():
        if text not in after:
            yield Change("reach", "removed", False, name, text, span)


def _reached(surface: Surface | None) -> dict[str, tuple[bool, Span]]:
    """What each function may do, with whether that is to all of a kind in the account."""
    found: dict[str, tuple[bool, Span]] = {}
    for view in surface.functions if surface else ():
        for access in view.reach.accesses:
            target = surface.targets[access.target] if surface else None
            if target is not None:
                text = f"{view.function.id} {spoken(access.verb)} {_whole_name(target)}"
                found[text] = (target.account_wide, view.function.span)
    return found


def _whole_name(target: Target) -> str:
    """A short one may change when something else is added."""
    return target.label if target.outside else target.id


_OPEN = (Who.USER, Who.ANYBODY)


def _whose(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    """Who gets what done with which data: wider where a circle grows, or where anybody new gets something done."""
    before, after = _cells_of(old), _cells_of(new)
    for key, cell in after.items():
        was = before.get(key)
        if was is None and cell.who in _OPEN:
            yield Change("data", "added", True, name, f"{cell.who.spoken} {_can(cell)}", cell.span)
        elif was is not None and was.who != cell.who:
            said = f"{cell.who.spoken} {_can(cell)} (before: {was.who.spoken})"
            yield Change("data", "changed", cell.who > was.who, name, said, cell.span)
    for key, cell in before.items():
        if key not in after and cell.who in _OPEN:
            yield Change("data", "removed", False, name, f"{cell.who.spoken} {_can(cell)}", cell.span)


def _can(cell: Cell) -> str:
    return f"can {cell.verb} {cell.data.label} by {cell.entry}"


def _cells_of(surface: Surface | None) -> dict[tuple[object, ...], Cell]:
    cells = surface.whose.cells if surface is not None else ()
    return {(cell.entry, cell.function, cell.data, cell.verb): cell for cell in cells}


def _paths(name: str, old: Surface | None, new: Surface | None) -> Iterator[Change]:
    before, after = _paths_of(old), _paths_of(new)
    for text, span in after.items():
        if text not in before:
            yield Change("attack path", "added", True, name, text, span)
    for text, span in before.items():
        if text not in after:
            yield Change("attack path", "removed", False, name, text, span)


def _paths_of(surface: Surface | None) -> dict[str, Span | None]:
    """By the way and the check, without lines: these move with every edit."""
    found: dict[str, Span | None] = {}
    if surface is None:
        return found
    names = {target.id: _whole_name(target) for target in surface.targets.values()}
    names.update({way.id: way.address or way.label for way in surface.ways_in})
    for path in surface.attack_paths:
        finding = surface.findings[path.finding] if path.finding is not None else None
        opened = f" ({finding.id} {finding.slug})" if finding else ""
        way = " → ".join((path.exposure.label, *(names.get(node, node) for node in path.nodes)))
        for end in [f" → {names.get(end, end)}" for end in path.ends] or [""]:
            found[f"{way}{end}{opened}"] = finding.span if finding else None
    return found
