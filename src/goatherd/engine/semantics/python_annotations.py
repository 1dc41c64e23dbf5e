"""Annotations of Python: what a type says of data that conforms to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.values import UNKNOWN, Class, Value

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

# Types that cannot hold an outsider's text.
CLEAN = frozenset(
    {"int", "float", "bool", "UUID", "UUID1", "UUID3", "UUID4", "UUID5", "Decimal", "date", "datetime", "time",
     "timedelta", "Literal", "PositiveInt", "NonNegativeInt", "NegativeInt", "PositiveFloat", "NonNegativeFloat",
     "StrictInt", "StrictFloat", "StrictBool", "conint", "confloat", "condecimal", "IPv4Address", "IPv6Address",
     "IPvAnyAddress", "IPvAnyNetwork", "IPvAnyInterface", "IPv4Network", "IPv6Network", "AwareDatetime",
     "NaiveDatetime", "FutureDate", "PastDate", "FutureDatetime", "PastDatetime"}
)  # fmt: skip
NUMBERS = frozenset(
    {"int", "float", "Decimal", "PositiveInt", "NonNegativeInt", "PositiveFloat", "NonNegativeFloat", "StrictInt",
     "StrictFloat", "conint", "confloat", "condecimal"}
)  # fmt: skip
TEXTS = frozenset({"str", "EmailStr", "constr", "StrictStr"})
SEQUENCES = frozenset(
    {"list", "List", "set", "Set", "frozenset", "FrozenSet", "Sequence", "Iterable", "Collection", "tuple", "Tuple",
     "deque", "Deque", "conlist", "conset"}
)  # fmt: skip
MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"})
UNIONS = frozenset({"Union", "Optional"})
WRAPPERS = frozenset({"Annotated", "Json", "Final", "Required", "NotRequired", "ClassVar"})


def parts(annotation: ir.Expr | None) -> tuple[str, list[ir.Expr]]:
    """The last name of a type and what stands in its brackets; `A | B` is a Union."""
    if isinstance(annotation, ir.Binary):
        return "Union", [annotation.left, annotation.right]
    if isinstance(annotation, ir.Item):
        key = annotation.key
        return parts(annotation.obj)[0], list(key.items) if isinstance(key, ir.List) else [key]
    if isinstance(annotation, ir.Call):
        return parts(annotation.func)[0], list(annotation.args[:1])
    if isinstance(annotation, ir.Name):
        return annotation.id, []
    if isinstance(annotation, ir.Attr):
        return annotation.name, []
    return "", []


def is_clean(annotation: ir.Expr | None) -> bool:
    """Whether what is of this type, or is made of it alone, cannot hold an outsider's text."""
    name, arguments = parts(annotation)
    if name in CLEAN:
        return True
    if name in WRAPPERS or name in SEQUENCES:
        return bool(arguments) and is_clean(arguments[0])
    return name in UNIONS and all(is_none(item) or is_clean(item) for item in arguments)


def is_none(annotation: ir.Expr) -> bool:
    return isinstance(annotation, ir.Const) and annotation.value is None


def named(m: Machine, annotation: ir.Expr | None, scope: Class) -> Any:
    """The class that an annotation means, which may be written as a text."""
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        annotation = ir.Name(annotation.pos, annotation.value)
    return meaning(m, annotation, scope).sole if isinstance(annotation, ir.Name | ir.Attr) else None


def meaning(m: Machine, node: ir.Expr | None, scope: Class) -> Value:
    """What an expression means where a class stands."""
    outer = m.frame, m.module
    m.frame, m.module = scope.frame, scope.module
    try:
        return m.evaluate(node.func if isinstance(node, ir.Call) else node) if node is not None else UNKNOWN
    finally:
        m.frame, m.module = outer
