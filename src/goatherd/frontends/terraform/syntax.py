"""The expression tree of HCL: what both its native syntax and its JSON form are lowered to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node


@frozen(eq=False)
class Expression:
    span: Span


@frozen(eq=False)
class Literal(Expression):
    """A scalar, or an opaque node that says what is wrong with the text there."""

    node: Node


@frozen(eq=False)
class Template(Expression):
    """Text with parts to fill in. `block` where it is written over lines of its own, `indent` columns to the right."""

    parts: tuple[Part, ...]
    block: bool = False
    indent: int = 0


@frozen
class Text:
    """What stands between the parts to fill in; its first character is in line `line` of the file."""

    text: str
    line: int


@frozen(eq=False)
class Interpolation:
    """`${ … }`"""

    value: Expression


@frozen(eq=False)
class If:
    """`%{ if … }`"""

    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@frozen(eq=False)
class Loop:
    """`%{ for key, value in … }`; `key` is "" where only the value is named."""

    key: str
    value: str
    collection: Expression
    body: tuple[Part, ...]


Part = Text | Interpolation | If | Loop


@frozen(eq=False)
class Name(Expression):
    """The first word of a reference: `var`, `each`, a resource type, a variable of a `for`."""

    name: str


@frozen(eq=False)
class Attribute(Expression):
    base: Expression
    name: str


@frozen(eq=False)
class Index(Expression):
    base: Expression
    key: Expression


@frozen(eq=False)
class Element(Expression):
    """What a splat's body is applied to."""


@frozen(eq=False)
class Splat(Expression):
    base: Expression
    body: Expression


@frozen(eq=False)
class Call(Expression):
    """`expand` where the last argument is a list of further ones (`f(xs...)`)."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


@frozen(eq=False)
class Unary(Expression):
    operator: str
    operand: Expression


@frozen(eq=False)
class Binary(Expression):
    operator: str
    left: Expression
    right: Expression


@frozen(eq=False)
class Conditional(Expression):
    condition: Expression
    then: Expression
    otherwise: Expression


@frozen(eq=False)
class Tuple(Expression):
    elements: tuple[Expression, ...]


@frozen(eq=False)
class Object(Expression):
    entries: tuple[tuple[Expression, Expression], ...]


@frozen(eq=False)
class For(Expression):
    """A list where `result_key` is None, else a map; `group` where values of one key are collected (`…`)."""

    key: str
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    group: bool = False


# --- blocks ---


@define(eq=False)
class Body:
    """What stands between braces."""

    attributes: dict[str, Expression] = field(factory=dict)
    blocks: list[Block] = field(factory=list)

    def of(self, *types: str) -> list[Block]:
        return [block for block in self.blocks if block.type in types]


@frozen(eq=False)
class Block:
    """`type "label" "label" { … }`; `span` is that of its header."""

    type: str
    labels: tuple[str, ...]
    body: Body
    span: Span


@define(eq=False)
class File:
    """One file, and what could not be understood of it."""

    path: str
    body: Body
    diagnoses: list[Diagnosis] = field(factory=list)
