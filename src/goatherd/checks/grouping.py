"""Routes that nobody is asked at; several are one finding where there is one reason, and one line or little weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.checks.wording import listed
from goatherd.core.finding import LOW, Finding
from goatherd.core.wording import counted_functions

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


@frozen
class Opened:
    """`by`: the names of the routes; `why` nobody is asked, with what the code does about it."""

    finding: Finding
    by: tuple[str, ...]
    why: str


def together(found: Iterable[Opened]) -> Iterator[Finding]:
    """One finding for what weighs little, and for what one line makes, for one reason: there is one thing to decide."""
    groups: dict[Hashable, list[Opened]] = {}
    for each in found:
        finding = each.finding
        what = () if finding.severity == LOW else (finding.severity, finding.span)
        groups.setdefault((each.why, finding.reasons, *what), []).append(each)
    for group in groups.values():
        first = group[0].finding
        if len(group) == 1:
            yield first
            continue
        ids = tuple(each.finding.function for each in group)
        names = listed([name for each in group for name in each.by])
        places = dict.fromkeys(span for each in group for span in (each.finding.span, *each.finding.locations))
        yield evolve(
            first,
            message=f"Anybody can call {counted_functions(ids)} by {names}: {group[0].why}",
            counted=ids,
            functions=ids,
            locations=tuple(span for span in places if span != first.span),
        )
