"""Names short enough to read: of an address only what tells it from the others.

In Terraform, from the others of its type; of a construct of the CDK, from all others; of a logical id that the CDK
made, the hash at its end says nothing to anybody.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from goatherd.model.application import Application

_STEP = re.compile(r"[^.\[]+(?:\[[^\]]*\])*")
_KEY = re.compile(r"\[\"?([^\]\"]*)\"?\]")
_ANY_CONSTRUCT = re.compile(
    r"Resource|Default|DefaultPolicy|Handler|Function|Lambda|Table|Bucket|Queue|Topic|Api|ServiceRole|Role|Policy|Key"
)
_HASHED = re.compile(r"(?<=[a-z0-9A-Z])(?=[0-9]*[A-F])(?=[A-F]*[0-9])(?:[0-9A-F]{8}){1,4}\Z")
_SAYS_NOTHING = frozenset({"this", "main", "default", "self", "lambda", "function"})


def short_names(application: Application) -> dict[str, str]:
    """Of functions, resources and roles, by id; those whose names are short already are not part of it."""
    functions = (function.id for function in application.functions)
    ids = list(dict.fromkeys((*functions, *application.resources, *application.roles)))
    if application.framework == "terraform":
        return _shortened(ids)
    return _first_free(ids, _constructs if application.framework == "cdk" else _without_hash)


def _first_free(ids: Sequence[str], candidates: Callable[[str], Iterator[str]]) -> dict[str, str]:
    """To each id the first of its candidates that is nobody else's; ids that are taken as they are stay."""
    counts = Counter(name for id in ids for name in {id, *candidates(id)})
    found = {id: next((name for name in candidates(id) if counts[name] == 1), id) for id in ids}
    return {id: name for id, name in found.items() if name != id}


def _constructs(id: str) -> Iterator[str]:
    """The last parts of a construct's path, the fewest first; not one that is called so in every program."""
    parts = id.split("/")
    first = 2 if _ANY_CONSTRUCT.fullmatch(parts[-1]) else 1
    yield from _without_hash(parts[-1]) if len(parts) == 1 else ()
    yield from ("/".join(parts[-number:]) for number in range(first, len(parts)))


def _without_hash(id: str) -> Iterator[str]:
    if hash := _HASHED.search(id):
        yield id[: hash.start()]


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
