"""Names short enough to read: of a Terraform address only what tells it from the others of its type."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.model.application import Application

_STEP = re.compile(r"[^.\[]+(?:\[[^\]]*\])*")
_KEY = re.compile(r"\[\"?([^\]\"]*)\"?\]")
_SAYS_NOTHING = frozenset({"this", "main", "default", "self", "lambda", "function"})


def short_names(application: Application) -> dict[str, str]:
    """Of functions, resources and roles, by id; those whose names are short already are not part of it."""
    if application.framework != "terraform":
        return {}
    ids = [*(function.id for function in application.functions), *application.resources, *application.roles]
    return _shortened(ids)


def _shortened(addresses: Iterable[str]) -> dict[str, str]:
    candidates = {address: _candidates(_STEP.findall(address)) for address in addresses}
    found: dict[str, str] = {}
    for choice in range(2):
        left = [address for address in candidates if address not in found]
        counts = Counter(candidates[address][choice] for address in left)
        for address in left:
            type, name = candidates[address][choice]
            if counts[type, name] == 1 and name:
                found[address] = name
    return found


def _candidates(steps: list[str]) -> list[tuple[str, str]]:
    """Type and name of a resource, first only its own name, then with the modules that it stands in."""
    modules = [_keyed(name) for word, name in pairwise(steps) if word == "module"]
    type, name = (steps[-2], steps[-1]) if len(steps) > 1 else ("", "".join(steps))
    own, _, index = name.partition("[")
    if own in _SAYS_NOTHING and modules:
        key = _keyed(f"[{index}") if index else ""
        own = modules[-1] + (f" {key}" if key else "")
    else:
        own = _keyed(name)
    return [(type, own), (type, " / ".join([*modules, _keyed(name)]))]


def _keyed(name: str) -> str:
    """`each["a"]` as "each a"; a count of one tells nothing."""
    keys = [key for key in _KEY.findall(name) if key != "0"]
    return " ".join(filter(None, [name.partition("[")[0], *keys]))
