"""Security rules of Firebase: who may read and write a store that clients ask without a function in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import define, field, frozen

from goatherd.model.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span

Method = Literal["get", "list", "create", "update", "delete"]
READS: tuple[Method, ...] = ("get", "list")
WRITES: tuple[Method, ...] = ("create", "update", "delete")
REST = "=**}"  # how the segment of a path ends that stands for all that is below


@frozen(eq=False)
class Expression:
    """A condition as a tree, functions and `let` put in.

    `op`: "name" and "member" with `text`; "literal" with `value`; "index", "call" (the function first), "path" (its
    segments), "list", "map" (of "entry"), "?", "!", "-" and the operators of the language with their parts, "&&" and
    "||" with as many as are written; "unknown" for what grew too large. `size` counts nodes, `depth` levels.
    """

    op: str
    span: Span
    text: str = ""
    value: str | float | bool | None = None
    parts: tuple[Expression, ...] = ()
    size: int = field(init=False)
    depth: int = field(init=False)

    @size.default
    def _size(self) -> int:
        return 1 + sum(part.size for part in self.parts)

    @depth.default
    def _depth(self) -> int:
        return 1 + max((part.depth for part in self.parts), default=0)

    def nodes(self) -> Iterator[Expression]:
        """This and all below, from the left."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.parts))

    @property
    def steps(self) -> tuple[str, ...]:
        """("request", "auth", "uid") of what is a name with members behind it; () of all else."""
        names: list[str] = []
        node = self
        while node.op == "member":
            names.append(node.text)
            node = node.parts[0]
        return (node.text, *reversed(names)) if node.op == "name" else ()

    def is_text(self, text: str) -> bool:
        return self.op == "literal" and self.value == text


@frozen
class Grant:
    """One `allow`, or one ".read" or ".write". What any of them allows is allowed.

    `path` are the segments below the root of the store: "users", "{uid}", "{rest=**}".
    """

    path: tuple[str, ...]
    methods: frozenset[Method]
    condition: Expression
    span: Span

    @property
    def place(self) -> str:
        return "/" + "/".join(self.path)

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(part[1:-1].partition("=")[0] for part in self.path if part.startswith("{"))

    @property
    def everything(self) -> bool:
        """Whether it is about all records of the store."""
        return len(self.path) == 1 and self.path[0].endswith(REST)


@frozen
class Validation:
    """A ".validate" of the Realtime Database: what is written there has to hold."""

    path: tuple[str, ...]
    condition: Expression


@define(eq=False, kw_only=True, repr=False)
class SecurityRules(Resource):
    """`store`: "Firestore", "Cloud Storage" or "the Realtime Database". `in_use` is False where programs of clients are
    in the tree, and neither they nor functions use it.
    """

    store: str
    in_use: bool = True
    grants: list[Grant] = field(factory=list)
    validations: list[Validation] = field(factory=list)


@define(eq=False, kw_only=True, repr=False)
class MissingRules(Resource):
    """No file of the project has rules for these stores; `clients` has where programs of clients use each."""

    clients: dict[str, Span]
