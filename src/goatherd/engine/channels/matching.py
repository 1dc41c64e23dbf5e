"""Which labels of what is written can be what is read: by part of the message, by name, by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic
from goatherd.engine.aws.table import table
from goatherd.engine.channels.resources import may_equal
from goatherd.engine.labels import ANSWERS, KEY, SQL

if TYPE_CHECKING:
    from goatherd.engine.aws.symbols import Outline
    from goatherd.engine.facts import WriteFact
    from goatherd.engine.labels import Label

_BESIDE = frozenset({"MessageAttributes", "Subject", "PartitionKey"})  # parts of a message that are not its body
_PARTS = {
    "messageAttributes": "MessageAttributes",
    "MessageAttributes": "MessageAttributes",
    "Subject": "Subject",
    "partitionKey": "PartitionKey",
}
_EXACT = frozenset({"stepfunctions", ANSWERS})  # services that hand on what they get as it is
_BODIES = frozenset({"body", "Message", "data", "detail"})


def matching(write: WriteFact, label: Label) -> tuple[list[Label], bool]:
    """The labels of the write that can be what the reader reads, and whether that is a guess.

    They stand under the names that it reads by. A part without names of its own (a whole message, or one
    that was put together elsewhere) may be anything; what stands under other names is something else. A
    table holds many kinds of items: whether it is this part of one that nobody knows is a guess.
    """
    if _elsewhere(write, label):
        return [], False
    of_keys = KEY in label.access
    service = write.channel[0]
    steps = tuple(step for step in label.access if step == KEY or not step.startswith("|"))
    if service in _EXACT and not of_keys:
        return [part for path, labels in write.fields.items() if _lies_at(path[1:], steps) for part in labels], False
    wanted = _names_in(service, steps[: steps.index(KEY)] if of_keys else steps)
    parts = _parts(label, steps)
    found: list[Label] = []
    anything: list[Label] = []
    for path, labels in write.fields.items():
        names = _names_in(service, path)
        if (parts and path[0] not in parts) or (path[0] == "Metadata") is not (steps[:1] == ("Metadata",)):
            continue
        if not parts and path[0] in _BESIDE and _BODIES & set(steps):
            continue
        if path[-1] == KEY and (names != wanted if of_keys else bool(wanted)):
            continue
        if of_keys and not names <= wanted:
            continue  # what an attribute holds does not say what it is called
        if not wanted or names & wanted:
            found += labels
        elif not names:
            anything += labels
    # Whether it is the row that was written, no statement tells.
    guessed = service == SQL or (bool(wanted) and not found and service == "dynamodb")
    return found or anything, guessed


def _lies_at(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether one path leads to the other; what is written at a place is all that lies below it."""
    return KEY not in path and all(
        a == b or "*" in (a, b) or _both_index(a, b) for a, b in zip(path, wanted, strict=False)
    )


def _both_index(one: str, other: str) -> bool:
    return one.lstrip("-").isdigit() and other.lstrip("-").isdigit()


def _parts(label: Label, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of what was written that a label can be; empty: all."""
    if label.origin.kind != "event":
        return label.origin.parts
    if "object" in steps and steps[-1] == "key":
        return ("Key",)
    return next(((_PARTS[step],) for step in steps if step in _PARTS), ())


def _names_in(service: str, path: tuple[str, ...]) -> set[str]:
    data = table()
    envelope = data.envelopes.get(service, data.envelope)
    return {step for step in path if not step.startswith(("|", ":")) and not step.isdigit() and step not in envelope}


def _elsewhere(write: WriteFact, label: Label) -> bool:
    """Whether the key that is read is certainly another than the one that is written."""
    where = label.origin.where
    if isinstance(where, tuple):
        return not _meet(write.outline.get("Key"), where)
    if not isinstance(where, dict):
        return False
    written = write.outline.get("Item", write.outline.get("Key"))
    if not isinstance(written, dict):
        return False
    return any(name in written and not _meet(_plain(written[name]), _plain(value)) for name, value in where.items())


def _plain(attribute: Outline) -> Outline:
    """An attribute of an item without its type."""
    if isinstance(attribute, dict) and len(attribute) == 1:
        found: Outline = next(iter(attribute.values()))
        return found
    return attribute


def _meet(one: Outline, other: Outline) -> bool:
    """Whether two values may be the same."""
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        return True
    return any(_same(str(left), str(right)) for left in one for right in other)


def _same(one: str, other: str) -> bool:
    return may_equal(one, other) if is_symbolic(one) or is_symbolic(other) else one == other
