"""Which libraries the code of a function uses: without one, many attacks are not worth the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.attack.oracles.api import Opportunity


def uses(opportunity: Opportunity, libraries: Iterable[str]) -> bool:
    """Whether the attacked function imports one of them; "zlib" is "node:zlib", too, and "os" is "os.path"."""
    function = opportunity.seed.attempt.target.function
    names = opportunity.pod.application.behaviour(function).names
    found = {name.removeprefix("node:") for name in names}
    found |= {name.partition(".")[0] for name in found} if function.language == "python" else set()
    return not found.isdisjoint(libraries)
