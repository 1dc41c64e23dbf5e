"""Taint labels: where data came from, how it was reached, and what is known about it.

A label is not a dirty bit. `access` is the path by which the code reached the data inside its origin,
`preds` what holds for it: names of sink kinds that it is safe for ("shell", "html" …, "*" for all),
single characters that cannot occur ("no:'"), and "string" when it cannot be a structure. `doubt` is why it
may not be the data any more, no more than MAX_DOUBT of it: only how much it is is part of equality. The trace is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.core.confidence import Doubt
    from goatherd.engine.aws.symbols import Outline
    from goatherd.model.trigger import Trigger

SQL = "sql"  # the service of channels that are tables of a relational database
ANSWERS = "answers"  # and of what functions give back
LOGS = "logs"  # and of what they log
PARTS = "|parts"  # ends the access of a label that stands for many: parts of it, of which nobody knows how much
TYPED = "typed"  # holds for what the platform took apart by a schema before the function got it
TESTED = "tested\0"  # begins the predicates of tests of unknown strength, see goatherd.engine.doubts
PUT_INTO_TEXT, JOINED, JOINED_PATH = "put into a text", "joined into a text", "joined into a path"
TEXT_NOTES = frozenset({PUT_INTO_TEXT, JOINED, JOINED_PATH})  # of steps that make a text
IS_READ = " is read"  # ends the note of a step that takes a part of an error
UPLOADED = "uploaded"  # holds for files of a form, as busboy gives them
AS_JSON = "as json"  # holds for the body of a request that has to say of itself that it is JSON
UNVERIFIED = "unverified"  # holds for what a token says whose signature nobody has checked
ERROR_RESPONSE = "error-response"  # holds for errors of which nothing is left as JSON
BEHIND_PROOF = "behind a proof"  # holds for errors that are caught where the code knows who calls
OF_LANGUAGE = "of the language"  # holds for errors that no call raised which reaches anything
MAX_ACCESS = 10
MAX_LABELS = 24
MAX_TRACE = 40
MAX_DOUBT = 2  # what makes confidence low
DEEPER = "|deeper"  # the last of so many steps stands for those that go on from there
BEGINNING = "|beginning"  # the step to the first characters of a text, as many as the program says
CHOSEN = "chosen"  # holds for rows of which the statement names the columns
PROJECTED = "projected"  # holds for documents of which the query says which fields it wants
OF_PEOPLE = "of people"  # holds for records of which each is all that is kept about somebody
CHARACTER = "|char"  # the step to any one character of a text
WHOLE_NUMBER = "|as a number"  # the step to the number that the whole text is, not only its beginning
TOLD = "|told"  # the step to what a language model says to whom it is told
COMPUTED = "|computed"  # the step to what a calculation makes of it
LISTED = "|listed"  # the step to the names in a folder, which lead nowhere else
KEY = "|key"  # the step from a structure to what its members are called

Place = tuple[str, int]  # file, packed position
Hint = tuple["Doubt", str, Place]  # a reason for less confidence: its kind, its words, where it arises


class Trace:
    """A linked list of steps, newest first."""

    __slots__ = ("call", "length", "note", "place", "prev")

    def __init__(self, place: Place, note: str, prev: Trace | None, *, call: bool = False) -> None:
        self.place = place
        self.note = note
        self.prev = prev
        self.call = call
        self.length: int = prev.length + 1 if prev else 1


class Origin:
    """One place data comes from. `kind` as in goatherd.model.flow.Source.

    Stored data names its `channel` (service, resource) and, where it matters, the `parts` of what was
    written that it can be (a listing gives keys, an object its body) and `where` it is read: the outline (see
    goatherd.engine.aws.symbols) of the key that was asked for.
    """

    __slots__ = ("kind", "name", "trigger", "place", "channel", "parts", "where", "_key", "_hash")

    def __init__(
        self,
        kind: str,
        name: str,
        place: Place,
        trigger: Trigger | None = None,
        channel: tuple[str, str] | None = None,
        parts: tuple[str, ...] = (),
        where: Outline = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.place = place
        self.trigger = trigger
        self.channel = channel
        self.parts = parts
        self.where = where
        # The event is one origin wherever it is read; everything else is told apart by its place.
        self._key = (kind, name, channel, None if kind == "event" else (place, repr(where) if where else ""))
        self._hash = hash(self._key)

    def __reduce__(self) -> tuple[type[Origin], tuple[object, ...]]:
        # A hash holds in one process only.
        return Origin, (self.kind, self.name, self.place, self.trigger, self.channel, self.parts, self.where)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Origin) and self._key == other._key)


class Label:
    __slots__ = ("origin", "access", "preds", "doubt", "trace", "_hash")

    def __init__(
        self,
        origin: Origin,
        access: tuple[str, ...] = (),
        preds: frozenset[str] = frozenset(),
        doubt: tuple[Hint, ...] = (),
        trace: Trace | None = None,
    ) -> None:
        self.origin = origin
        self.access = access
        self.preds = preds
        self.doubt = doubt
        self.trace = trace
        self._hash = hash((origin, access, preds, len(doubt)))

    def __reduce__(self) -> tuple[type[Label], tuple[object, ...]]:
        return Label, (self.origin, self.access, self.preds, self.doubt, self.trace)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Label)
            and self._hash == other._hash
            and self.origin == other.origin
            and self.access == other.access
            and self.preds == other.preds
            and len(self.doubt) == len(other.doubt)
        )

    @property
    def key(self) -> tuple[Origin, tuple[str, ...]]:
        """What a guard speaks about: the data itself, whatever else is known of it."""
        return (self.origin, self.access)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields by which the code reached the data, without the transformations on the way."""
        return tuple(step for step in self.access if not step.startswith("|"))

    @property
    def path(self) -> str:
        """How the code reached the data ("event.body.cmd"), without the transformations on the way."""
        text = self.origin.name
        for step in self.names:
            text += "[]" if step == "*" or step.lstrip("-").isdigit() else f".{step}"
        return text

    def extend(self, step: str, *, keep: bool = False) -> Label:
        """The label of a part (`step` a key) or of a derived value (`step` starts with "|")."""
        access = (*self.access, step) if len(self.access) < MAX_ACCESS else (*self.access[: MAX_ACCESS - 1], DEEPER)
        preds = self.preds if keep else self.preds & _SURVIVES_DERIVATION
        return Label(self.origin, access, preds, self.doubt, self.trace)

    def at(self, access: tuple[str, ...]) -> Label:
        """The label of other data of the same origin."""
        return Label(self.origin, access, self.preds, self.doubt, self.trace)

    def add(self, *preds: str) -> Label:
        if self.preds.issuperset(preds):
            return self
        return Label(self.origin, self.access, self.preds.union(preds), self.doubt, self.trace)

    def drop(self, *preds: str) -> Label:
        if self.preds.isdisjoint(preds):
            return self
        return Label(self.origin, self.access, self.preds.difference(preds), self.doubt, self.trace)

    def doubted(self, hint: Hint) -> Label:
        if len(self.doubt) >= MAX_DOUBT or hint in self.doubt:
            return self
        return Label(self.origin, self.access, self.preds, (*self.doubt, hint), self.trace)

    def step(self, place: Place, note: str, *, call: bool = False) -> Label:
        """The same label one step further; a second step on one line is told of calls, and of what makes a text."""
        trace = self.trace
        if trace is not None:
            same_line = trace.place[0] == place[0] and trace.place[1] >> 20 == place[1] >> 20
            text = note in TEXT_NOTES and trace.note not in TEXT_NOTES
            if (same_line and not call and not text) or trace.length >= MAX_TRACE:
                return self
        return Label(self.origin, self.access, self.preds, self.doubt, Trace(place, note, trace, call=call))


_SURVIVES_DERIVATION = frozenset(
    {"*", "number", "string", "signed", TYPED, UPLOADED, AS_JSON, UNVERIFIED, OF_LANGUAGE, BEHIND_PROOF, PROJECTED}
)

Labels = tuple[Label, ...]


def union(left: Labels, right: Labels) -> Labels:
    """Ordered union; beyond MAX_LABELS labels fold to their origins."""
    if not right or left is right:
        return left
    if not left:
        return right
    merged = dict.fromkeys(left)
    for label in right:
        merged.setdefault(label)
    if len(merged) == len(left):
        return left
    return tuple(merged) if len(merged) <= MAX_LABELS else _fold(merged)


def union_all(parts: Iterable[Labels]) -> Labels:
    """`union` of many, folded but once."""
    merged: dict[Label, None] = {}
    for labels in parts:
        if labels:
            merged.update(dict.fromkeys(labels))
    return tuple(merged) if len(merged) <= MAX_LABELS else _fold(merged)


def _fold(labels: dict[Label, None]) -> Labels:
    folded: dict[Origin, Label] = {}
    for label in labels:
        known = folded.get(label.origin)
        if known is None:
            access = label.access if len(label.access) < 2 else (label.access[0], PARTS)
            folded[label.origin] = Label(label.origin, access, label.preds, label.doubt, label.trace)
        elif label.preds != known.preds or label.access != known.access:
            same = label.access[:1] == known.access[:1] and bool(label.access)
            access = (label.access[0], PARTS) if same else (PARTS,)
            folded[label.origin] = Label(label.origin, access, known.preds & label.preds, known.doubt, known.trace)
    return tuple(folded.values())[:MAX_LABELS]


def mapped(labels: Labels, change: Callable[[Label], Label]) -> Labels:
    if not labels:
        return labels
    return tuple(dict.fromkeys(change(label) for label in labels))
