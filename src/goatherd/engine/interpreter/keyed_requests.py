"""Requests that carry a key: who writes in their query what is not encoded adds parameters of their own to them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import promises_secret
from goatherd.engine.interpreter import grants, positions, sinks
from goatherd.engine.values import Hole, Text

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Value

_CARRIES = frozenset({"authorization", "proxy-authorization", "cookie", "ocp-apim-subscription-key"})
# "…?apikey=", before what stands there
_LAST = regex(r"[?&](?:(?i:[\w-]*(?:key|token|secret))|appid)=$")


def parameters(m: Machine, address: Value, args: Args, pos: int, name: str) -> None:
    """Tells of data in the query of the address of a request, if that is made with a key."""
    labels = positions.in_query(address)
    if labels and (
        _in_address(address) or any(map(_is_called_key, grants.texts(m, args.values(), grants.MAX_NESTING)))
    ):
        asked = tuple(label for label in labels if not positions.is_segment(label))
        sinks.report_at(m, "url-query", asked, m.place(pos), name)


def _is_called_key(text: str) -> bool:
    return len(text) <= 40 and (text.lower() in _CARRIES or promises_secret(text) == "credential")


def _in_address(address: Value) -> bool:
    """Whether a parameter is a key that the program has, and none that it is sent."""
    for item in address.atoms:
        for before, part in pairwise(item.parts) if isinstance(item, Text) else ():
            if isinstance(before, str) and isinstance(part, Hole) and _LAST.search(before) and not _is_sent(part):
                return True
    return False


def _is_sent(part: Hole) -> bool:
    return any(label.origin.kind == "event" for label in part.labels)
