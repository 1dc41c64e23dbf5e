"""What is running: calls with their contexts, loops, open tries; and what is remembered of calls that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.store import Delta
from goatherd.engine.values import NOTHING, Frame, Value

if TYPE_CHECKING:
    from goatherd.engine.facts import AccessFact
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.labels import Labels, Place
    from goatherd.engine.store import Layer

Returned = tuple[Delta, Value, bool | None]  # what was written, what is given back, and its truth


_NO_CALLS = ("round", "place")  # begin contexts of other kinds


class Activation:
    """One running call: where its return states are collected."""

    __slots__ = ("args", "base", "frame", "returns", "yields", "outer", "site")

    def __init__(self, base: Layer, frame: Frame, args: Args, outer: Activation | None, site: Place) -> None:
        self.base = base
        self.frame = frame
        self.args = args
        self.outer = outer
        self.site = site  # where it was called, in code of the application
        self.returns: list[Returned] = []
        self.yields: Value = NOTHING


class Loop:
    """A running loop or labelled block: states that leave it or go on to its next round."""

    __slots__ = ("anchor", "label", "breaks", "continues", "switch")

    def __init__(self, anchor: Layer, label: str = "", *, switch: bool = False) -> None:
        self.anchor = anchor
        self.label = label
        self.switch = switch
        self.breaks: list[Delta] = []
        self.continues: list[Delta] = []


class Handler:
    """An open try, or a call that exceptions cross: states in which something was raised, and what."""

    __slots__ = ("anchor", "raises", "value", "calls", "changes", "shown", "passed", "stumbles", "answers")

    def __init__(self, anchor: Layer) -> None:
        self.anchor = anchor
        self.raises: list[Delta] = []
        self.value: Value = NOTHING
        self.calls = Raises.NOTHING  # by library code that ran inside
        self.changes = False  # whether that may be raised here by which something was to be stored, changed or sent
        self.shown: Labels = ()  # what errors of that show of what it was given
        self.stumbles = False  # whether the language itself may raise over what was sent
        self.passed = False  # whether a promise is rejected inside that nobody waits for there
        self.answers = False  # whether a clause of it does anything but raise again

    def left(self, state: Delta | None, value: Value) -> Raised:
        """What of this is left for the next open try, `value` having been raised in `state`."""
        return Raised(state, value, self.calls, self.shown, changes=self.changes, stumbles=self.stumbles)


class Leaving:
    """A `return` of JavaScript under way in `activation`: nobody waits there for the promises of these `calls`."""

    __slots__ = ("activation", "pos", "calls")

    def __init__(self, activation: Activation, pos: int, calls: frozenset[int]) -> None:
        self.activation = activation
        self.pos = pos
        self.calls = calls  # positions


class Memo:
    """What one call read, wrote, gave and raised, for when it is made again in the same circumstances."""

    __slots__ = ("accessed", "answered", "epoch", "reads", "replied", "writes", "result", "raised", "works")

    def __init__(self, epoch: int, reads: Delta, writes: Delta, result: Value, raised: Raised) -> None:
        self.epoch = epoch
        self.reads = reads
        self.writes = writes
        self.result = result
        self.raised = raised
        self.answered = False  # whether a response was given to a callback meanwhile
        self.replied = False  # ... and more than headers of one
        self.accessed: tuple[AccessFact, ...] = ()  # what it read and changed of stored data
        self.works = False  # whether it changed anything that a caller may have asked for


class Raised:
    """What left a call by exceptions: the joined state (None if nothing was raised), the values, and the rest."""

    __slots__ = ("state", "value", "calls", "changes", "shown", "stumbles")

    def __init__(
        self, state: Delta | None, value: Value, calls: Raises, shown: Labels, *, changes: bool, stumbles: bool
    ) -> None:
        self.state = state
        self.value = value
        self.calls = calls
        self.changes = changes
        self.shown = shown
        self.stumbles = stumbles

    @property
    def is_likely(self) -> bool:
        """Whether something is raised, or work was done that fails now and then."""
        return self.state is not None or self.calls >= Raises.ANYTHING


class Context:
    """Where a call came from, as a path in a tree of call sites."""

    __slots__ = ("children", "depth", "parent", "site")

    def __init__(self, parent: Context | None = None, site: Any = None) -> None:
        self.children: dict[Any, Context] = {}
        self.parent = parent
        self.site = site  # file, packed position, what is called; or a round of a loop, or a place in a chain
        self.depth: int = 0 if parent is None else parent.depth + 1

    def at(self, site: Any) -> Context:
        child = self.children.get(site)
        if child is None:
            child = self.children[site] = Context(self, site)
        return child

    def entrance(self, path: str) -> Place | None:
        """Where code of the file at `path` was called from another one; None where the run began in it."""
        context = self
        while context.parent is not None and context.parent.parent is not None:
            where, pos = context.site[0], context.site[1]
            if where not in (path, *_NO_CALLS) and not where.startswith("<stub"):
                return (where, pos)
            context = context.parent
        return None

    def within(self, other: Context) -> bool:
        context: Context | None = self
        while context is not None and context.depth > other.depth:
            context = context.parent
        return context is other
