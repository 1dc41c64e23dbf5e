"""What is known of a value as symbolic text, and of a structure as an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.engine.interpreter import members
from goatherd.engine.values import UNKNOWN, Cloud, Const, Obj, Text, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

MAX_DEPTH = 5
MORE = "*"  # the field of an outline that stands for those that nobody knows
# A structure with the outlines of its fields, the constants and symbolic texts that a value may be, or None: unknown.
Outline = dict[str, Any] | tuple[Any, ...] | None


def outline(m: Machine, value: Value, depth: int = MAX_DEPTH) -> Outline:
    """What is known of the shape of a value; serialised data as the object it was."""
    packed = value.packed
    if packed is not None:
        return outline(m, packed, depth)
    item = value.sole
    if isinstance(item, Obj) and item.kind not in ("list", "tuple", "set"):
        return _fields(m, item, depth - 1) if depth else None
    if not all(isinstance(item, Const | Text) for item in value.atoms):
        return None
    texts = tuple(item.pattern if isinstance(item, Text) else item.value for item in value.atoms)
    # Constants with labels are variants of a text of which only its labels are left.
    return (*texts, HOLE) if value.labels and all(isinstance(item, Const) for item in value.atoms) else texts or None


def _fields(m: Machine, item: Obj, depth: int) -> Outline:
    found: dict[str, Any] = {str(key): outline(m, part, depth) for key, part in members.entries(m, item)}
    if members.is_open(m, item):
        found[MORE] = None
    return found


def symbolic(m: Machine, value: Value) -> list[str]:
    """The symbolic texts that a parameter may have; those of a list are its elements', of an object its keys."""
    texts: dict[str, None] = {}
    for item in value.atoms:
        if isinstance(item, Const):
            texts.setdefault(m.semantics.spell(item.value) if not isinstance(item.value, bytes) else "${?}")
        elif isinstance(item, Text):
            texts.setdefault(item.pattern)
        elif isinstance(item, Obj) and item.kind in ("list", "tuple", "set"):
            for element in m.semantics.exact_elements(m, Value((item,))) or [UNKNOWN]:
                texts.update(dict.fromkeys(symbolic(m, element) if element.atoms != (item,) else ["${?}"]))
        elif isinstance(item, Obj) and item.kind == "dict":
            texts.update(dict.fromkeys(str(key) for key, _ in members.entries(m, item) if key != members.MANY))
        elif isinstance(item, Cloud) and item.bound:
            texts.update(dict.fromkeys(symbolic(m, item.bound[0][1])))
        else:
            texts.setdefault("${?}")
    return list(texts) or ["${?}"]
