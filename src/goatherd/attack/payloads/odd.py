"""Values that nobody expects: what is missing, of another type, empty, long, or ends in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.events import Input
    from goatherd.attack.oracles.api import Opportunity

_ODD: tuple[object, ...] = (
    {},
    None,
    "",
    [],
    0,
    "-1",
    "{}",
    "{",
    "\u0000",
    "'\"`\\%",
    "a" * 5000,
    "../" * 6,
    "http://x/%zz",
)


def changed(opportunity: Opportunity) -> Iterator[dict[Input, object]]:
    """The seed's event with one input left out or with an odd value."""
    values, given = opportunity.seed.attempt.values, opportunity.input
    assert given is not None
    yield {each: value for each, value in values.items() if each != given}
    for odd in _ODD:
        yield {**values, given: odd}
