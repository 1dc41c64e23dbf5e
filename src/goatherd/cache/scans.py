"""A scan of files that an earlier one has read already says what that one said."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from goatherd.cache.pickles import Unreadable, packed, unpacked
from goatherd.cache.traced import Traced
from goatherd.core.events import Doing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.cache.store import Cache
    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.tree import Tree


def remembered(
    cache: Cache, tree: Tree, config: Config, only: str, models: str, read: Callable[[], Iterator[Event]]
) -> Iterator[Event]:
    """The events of `read`: remembered ones if the files that they rest on are the same, and kept for the next time.

    `models` tells one set of a user's models from another, and days on which dates are judged in another way.
    Events of one run share their objects; those that are remembered share their own.
    """
    traced = Traced(cache, tree)
    question = _question(tree, config, only, models)
    if not traced.keeps or question is None:
        yield from read()
        return
    kept = traced.get(question)
    if kept is not None:
        with suppress(Unreadable):
            yield from unpacked(kept)
            return
    events = []
    for event in read():
        if not isinstance(event, Doing):
            events.append(event)
        yield event
    traced.put(question, tree.consulted, packed(events))


def _question(tree: Tree, config: Config, only: str, models: str) -> str | None:
    """What the events depend on apart from the files of the tree; None where that cannot be told."""
    if config.checks_from:
        return None  # programs of the user's, which may look at anything
    where = config.advisories or config.advisories_copy
    advisories = _stamps(where) if where else ()
    left_out = (tree.skipped, tree.problems)
    chosen = (config.select, config.ignore, config.effort, where)
    return repr(("scan", only, *chosen, advisories, models, left_out))


def _stamps(path: str) -> tuple[tuple[str, int, int], ...]:
    """(name, size, time of change) of the files that a path leads to."""
    folders = os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]
    files = sorted(os.path.join(folder, name) for folder, _, names in folders for name in names)
    return tuple((name, told.st_size, told.st_mtime_ns) for name in files if (told := os.stat(name)))
