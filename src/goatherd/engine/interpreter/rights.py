"""Where it is written what a user may do: roles and groups in records, claims and directories of users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.rights import is_right
from goatherd.core.lazy import regex
from goatherd.engine.interpreter.members import deep_labels, entries, read
from goatherd.engine.kinds import POWERFUL
from goatherd.engine.values import Const, Obj, Value, const

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels, Place

_PASSWORD = regex(r"(?i).*passw(?:or)?d.*|.*pwd.*")
_POWERFUL = regex(r"(?i)(?:.*[_: -])?(?:super_?)?(?:admin|administrator|owner|root|super_?user)s?(?:[_: -].*)?")
_GROUP = "group"  # what a value is that stands by itself


@frozen
class Right:
    """An attribute of a record that says what somebody may do: the labels of its value, and where it stands.

    `signs_in`: the record is surely about one who does, as it holds a password as well.
    """

    attribute: str
    labels: Labels
    place: Place | None
    signs_in: bool = False


def rights_in(m: Machine, record: Value) -> Iterator[Right]:
    for item in record.atoms:
        if not isinstance(item, Obj):
            continue
        if item.kind in ("list", "tuple"):
            for element in m.semantics.exact_elements(m, Value((item,))) or [m.semantics.element(m, Value((item,)))]:
                yield from rights_in(m, element)
            continue
        fields = list(entries(m, item))
        signs_in = any(isinstance(key, str) and _PASSWORD.fullmatch(key) for key, _ in fields)
        for key, value in fields:
            if isinstance(key, str) and is_right(key):
                yield Right(key.lstrip(":"), deep_labels(m, value), m.written.get((item, key)), signs_in)
        yield from _named(m, item, signs_in)


def _named(m: Machine, item: Obj, signs_in: bool) -> Iterator[Right]:
    """`{"Name": "custom:role", "Value": …}`, as directories of users take attributes."""
    owner = Value((item,))
    name = read(m, owner, const("Name"), 0) if m.get_field(item, "Name") is not None else None
    for each in name.atoms if name is not None else ():
        if isinstance(each, Const) and isinstance(each.value, str) and is_right(each.value.removeprefix("custom:")):
            labels = deep_labels(m, read(m, owner, const("Value"), 0))
            yield Right(each.value.removeprefix("custom:"), labels, m.written.get((item, "Value")), signs_in)


def powers_among(m: Machine, listed: Value) -> frozenset[str]:
    """What holds of a value that is one of those listed, where some of them give every right."""
    texts = (element.text() for element in m.semantics.exact_elements(m, listed) or ())
    return frozenset({POWERFUL}) if any(text and _POWERFUL.fullmatch(text) for text in texts) else frozenset()


def groups_in(value: Value) -> Iterator[Right]:
    """What is no structure is the name of a group itself."""
    if not any(isinstance(item, Obj) for item in value.atoms):
        yield Right(_GROUP, value.labels, None)
