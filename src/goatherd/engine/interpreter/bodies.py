"""Whole bodies of requests: what is one, and what is none any more, since something was taken out or masked.

Which confidential fields other data has is noted where the program reads them.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from goatherd.core.secrets import promises_secret
from goatherd.engine.labels import KEY, PARTS
from goatherd.engine.records import WHOLE, is_as_read, names_of, tells
from goatherd.engine.values import ANY, External, Obj, Value
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Labels, Origin
    from goatherd.model.trigger import Trigger

LOGGED = "log-event"  # holds for what is not whole: it may be logged
KEPT = frozenset({"event", "stored", "row", "record", "claims"})  # origins of what may be kept about people
_FEW = 3  # things that a value may be
_DECODED = frozenset({"|base64", "|base64.b64decode", "|text"})
_PERSONAL = re.compile(
    r"(?i)authorization|cookie|((credit|debit|payment|bank)_?)?card_?(number|num|no)|credit_?card|cc_?(number|num)"
    r"|(card_?)?(cvv2?|cvc2?|csc)|card_?(security_?)?code|ssn|social_?security_?(number|no)|iban|passport_?(number|no)"
)


def confidential(name: str) -> bool:
    """Whether a field is by its name a credential, or a number that somebody pays or is known by."""
    return promises_secret(name) != "" or _PERSONAL.fullmatch(name) is not None


def field_read(m: Machine, labels: Labels, field: str) -> None:
    """A field of data is read: what it stands in has such a field."""
    if tells(field) and not m.module.is_stub:
        for origin, holder in _holders([label for label in labels if label.origin.kind in KEPT and is_as_read(label)]):
            m.facts.fields.setdefault((origin, holder), {}).setdefault(field)


def _holders(labels: list[Label]) -> Iterator[tuple[Origin, tuple[str, ...]]]:
    """What the labels stand for; of many, what they are all parts of, for nobody knows which of them has a field."""
    paths: dict[Origin, list[tuple[str, ...]]] = {}
    for label in labels:
        paths.setdefault(label.origin, []).append(names_of(label))
    for origin, holders in paths.items():
        if len(holders) > _FEW:
            yield origin, _common(holders)
        else:
            yield from ((origin, holder) for holder in holders)


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    alike = takewhile(lambda steps: len({*steps}) == 1, zip(*paths, strict=False))
    return tuple(steps[0] for steps in alike)


def is_whole(label: Label) -> bool:
    """Whether it is the event as it came, or all of its headers."""
    if PARTS in label.access or KEY in label.access:
        return False
    return label.origin.kind == "event" and label.names in WHOLE


def is_body(m: Machine, label: Label) -> bool:
    """Whether it is all that a request over HTTP brings in its body, parsed or not."""
    origin = label.origin
    if origin.kind != "event" or origin.trigger is None or not may_be_http(origin.trigger):
        return False
    return tuple(step for step in label.access if step not in _DECODED) == ("body",) and not is_less(m, label)


def may_be_http(trigger: Trigger) -> bool:
    """Whether a request over HTTP may bring the event: it does, or no event source is declared."""
    return trigger.is_http or trigger.kind in (Kind.UNKNOWN, Kind.DIRECT)


def is_less(m: Machine, label: Label) -> bool:
    """Whether something was taken out of it."""
    known = m.known_of(label)
    return LOGGED in known or "*" in known


def masked(m: Machine, value: Value) -> bool:
    """Whether it is an object in which a confidential field was written over with something of the program."""
    value = value.packed or value
    return any(
        confidential(str(name)) and not (m.get_field(item, name) or value).labels
        for item in value.atoms
        if isinstance(item, Obj)
        for name in m.names_of(item)
    )


def taken_out(m: Machine, owner: Value) -> None:
    """A field of data was removed: what is left of it is not the whole."""
    if owner.sole is ANY or isinstance(owner.sole, External):
        for label in owner.labels:
            m.assume(label.key, frozenset({LOGGED}))


def written_over(m: Machine, owner: Value, names: Iterable[object]) -> None:
    if any(confidential(str(name)) for name in names):
        taken_out(m, owner)
