"""A tree of values with a span for every one: what front ends read and evaluate.

Looking up what is not there gives an `absent` node with the nearest span, so that readers can ask for
`node.get("A", "B")` without checks in between. Strings are symbolic text (see goatherd.core.value).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from goatherd.core.value import Known, Unknown, Value
from goatherd.frontends import replaceable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span

NodeKind = Literal["scalar", "mapping", "sequence", "opaque", "absent"]
_NOTHING = cast("dict[str, Any]", MappingProxyType({}))  # most nodes are no mappings


class Node:
    """`kind` says which of the other fields mean something.

    scalar: `value` is str, int, float, bool or None; with a `why` it is a default. mapping: `entries` by key,
    `key_spans`. sequence: `elements`, and `why` there may be more of them at another deployment. absent: nothing, and
    `why` there may be something. opaque: `why` it could not be evaluated, and in `elements` the scalars that it is
    one of, where those are known.
    """

    __slots__ = ("kind", "span", "value", "entries", "key_spans", "elements", "why")

    def __init__(
        self,
        kind: NodeKind,
        span: Span,
        *,
        value: Any = None,
        entries: dict[str, Node] | None = None,
        key_spans: dict[str, Span] | None = None,
        elements: tuple[Node, ...] = (),
        why: str = "",
    ) -> None:
        self.kind = kind
        self.span = span
        self.value = value
        self.entries: dict[Any, Node] = entries if entries is not None else _NOTHING
        self.key_spans = key_spans if key_spans is not None else _NOTHING
        self.elements = elements
        self.why = why

    # --- building ---

    @classmethod
    def scalar(cls, value: Any, span: Span) -> Node:
        return cls("scalar", span, value=value)

    @classmethod
    def default(cls, value: Any, span: Span) -> Node:
        """A scalar that stands in for one which is only known at deployment, and may be another one then."""
        if replaceable.are_ignored():
            return cls("opaque", span, why=replaceable.WHY)
        return cls("scalar", span, value=value, why="a default, which deployment may replace")

    @classmethod
    def mapping(cls, entries: dict[str, Node], key_spans: dict[str, Span], span: Span) -> Node:
        return cls("mapping", span, entries=entries, key_spans=key_spans)

    @classmethod
    def sequence(cls, elements: tuple[Node, ...], span: Span) -> Node:
        return cls("sequence", span, elements=elements)

    @classmethod
    def opaque(cls, why: str, span: Span) -> Node:
        return cls("opaque", span, why=why)

    @classmethod
    def absent(cls, span: Span) -> Node:
        return cls("absent", span)

    # --- asking ---

    @property
    def exists(self) -> bool:
        return self.kind != "absent"

    @property
    def is_mapping(self) -> bool:
        return self.kind == "mapping"

    @property
    def is_null(self) -> bool:
        """Whether it is written, and nothing stands in it."""
        return self.kind == "scalar" and self.value is None

    def get(self, *path: str | int) -> Node:
        node = self
        for step in path:
            if node.kind == "mapping" and step in node.entries:
                node = node.entries[step]
            elif node.kind == "sequence" and isinstance(step, int) and -len(node.elements) <= step < len(node.elements):
                node = node.elements[step]
            elif node.kind == "opaque":
                return node
            else:
                return Node.absent(node.span)
        return node

    def key_span(self, key: str) -> Span:
        """Where the key itself stands; the mapping's span if it is not there."""
        return self.key_spans.get(key, self.span)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Key and value of a mapping's entries; nothing for every other kind."""
        yield from self.entries.items()

    def list(self) -> tuple[Node, ...]:
        """A sequence's elements; a scalar, mapping or opaque node counts as a list of one; absent is empty."""
        if self.kind == "sequence":
            return self.elements
        return () if self.kind == "absent" else (self,)

    def text(self) -> str | None:
        """The scalar as text (booleans and numbers as the template language writes them), else None."""
        if self.kind != "scalar" or self.value is None:
            return None
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        """The texts of `list()`; elements that are no text are `${?}`."""
        return tuple(t if (t := e.text()) is not None else "${?}" for e in self.list())

    def as_text(self, default: str = "") -> Value[str]:
        text = self.text()
        if text is not None:
            return Known(text, self.span, replaceable=bool(self.why))
        return self._other(default)

    def as_int(self, default: int) -> Value[int]:
        if self.kind == "scalar":
            try:
                return Known(int(str(self.value)), self.span)
            except ValueError:
                return Unknown(f"{self.value!r} is not a number", self.span)
        return self._other(default)

    def as_bool(self, default: bool) -> Value[bool]:
        text = self.text()
        if text is not None:
            if text.lower() in ("true", "false"):
                return Known(text.lower() == "true", self.span)
            return Unknown(f"{text!r} is neither true nor false", self.span)
        return self._other(default)

    def _other(self, default: Any) -> Value[Any]:
        if self.kind == "absent":
            return Known(default, self.span, explicit=False)
        if self.kind == "opaque":
            return Unknown(self.why, self.span)
        return Unknown(f"a {self.kind} where a single value was expected", self.span)

    def __repr__(self) -> str:
        if self.kind == "scalar":
            return f"Node({self.value!r})"
        if self.kind == "mapping":
            return f"Node({self.entries!r})"
        if self.kind == "sequence":
            return f"Node({list(self.elements)!r})"
        return f"Node({self.kind} {self.why})"
