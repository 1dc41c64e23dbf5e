"""Values that are computed at most once, when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span


class Once:
    """What was computed, by keys whose second part names it in messages. One that needs itself is opaque."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Node] = {}
        self._open: set[tuple[object, ...]] = set()

    def __call__(self, key: tuple[object, ...], span: Span, compute: Callable[[], Node]) -> Node:
        if key in self._known:
            return self._known[key]
        if key in self._open:
            return Node.opaque(f"{key[1]} refers to itself", span)
        self._open.add(key)
        try:
            self._known[key] = compute()
        except RecursionError:
            self._known[key] = Node.opaque(f"{key[1]} is nested too deeply", span)
        finally:
            self._open.discard(key)
        return self._known[key]
