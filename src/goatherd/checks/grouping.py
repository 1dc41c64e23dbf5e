"""Routes that nobody is asked at: what of an application weighs alike, for one reason, is one thing to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.checks.wording import listed
from goatherd.core.wording import counted_functions

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span


@frozen
class Opened:
    """`by`: the names of the routes; `why` nobody is asked, with what the code does about it, `perhaps` where that may
    be enough. `told` is the worst that strangers get done, in words that go on after the function's name, and `place`
    where. `alone`: nobody is asked anywhere else in the application either.
    """

    finding: Finding
    by: tuple[str, ...]
    why: str
    told: str = ""
    place: Span | None = None
    alone: bool = False
    perhaps: bool = False


def together(found: Iterable[Opened]) -> Iterator[Finding]:
    """One finding for all that weighs alike, and for all of an application that asks nobody."""
    groups: dict[Hashable, list[Opened]] = {}
    for each in found:
        # Where the code may ask, each does so at a place of its own, and they are looked through together.
        why = each.finding.certainty if each.perhaps else (each.why, each.finding.reasons)
        groups.setdefault((why, None if each.alone else each.finding.severity), []).append(each)
    for group in groups.values():
        # the worst is the one to look at
        group.sort(key=lambda each: (-(each.finding.severity or 0), not each.told))
        yield _one(group[0]) if len(group) == 1 else _several(group)


def _one(opened: Opened) -> Finding:
    finding = opened.finding
    if not opened.told:
        return finding
    return evolve(
        finding,
        message=f"{finding.message}; it {opened.told}",
        locations=_places([finding.span, *finding.locations, *_where(opened)]),
    )


def _several(group: list[Opened]) -> Finding:
    first = group[0].finding
    ids = tuple(each.finding.function for each in group)
    names = listed([name for each in group for name in each.by])
    told = f"; function {first.function} {group[0].told}" if group[0].told else ""
    places = (span for each in group for span in (each.finding.span, *each.finding.locations, *_where(each)))
    return evolve(
        first,
        message=f"Anybody can call {counted_functions(ids)} by {names}: {group[0].why}{told}",
        counted=ids,
        functions=ids,
        locations=_places(places),
    )


def _where(opened: Opened) -> tuple[Span, ...]:
    return (opened.place,) if opened.place is not None else ()


def _places(spans: Iterable[Span]) -> tuple[Span, ...]:
    """All but the first, each once."""
    return tuple(dict.fromkeys(spans))[1:]
