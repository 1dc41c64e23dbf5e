"""The intermediate representation: one structured tree for Python and JavaScript.

Lowering keeps evaluation order and meaning, and drops syntax. Every node has `pos`, a packed position
(`line << 20 | column`, line from 1, column from 0 in bytes as the parser counts them). Constants of
JavaScript's `undefined` are `UNDEFINED`. Statements come in lists; no node has a parent.

Targets of assignments are `Name`, `Attr`, `Item`, `Slice`, `ListPattern`, `DictPattern`, `Star`,
`DefaultPattern`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class Undefined:
    """JavaScript's `undefined`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"

    def __reduce__(self) -> str:
        return "UNDEFINED"

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()


def pack(line: int, column: int) -> int:
    return line << 20 | min(column, 0xFFFFF)


def line_of(pos: int) -> int:
    return pos >> 20


def column_of(pos: int) -> int:
    return pos & 0xFFFFF


class Node:
    __slots__ = ("pos",)
    pos: int

    def __init_subclass__(cls) -> None:
        # Nodes are made by the hundred thousand; spelling the names out is five times as fast as a loop over them.
        names = cls.__dict__["__slots__"]
        lines = [f"def __init__(self, {', '.join(('pos', *names))}):", *(f" self.{n} = {n}" for n in ("pos", *names))]
        namespace: dict[str, Any] = {}
        exec("\n".join(lines), namespace)
        cls.__init__ = namespace["__init__"]  # type: ignore[method-assign]

    if TYPE_CHECKING:

        def __init__(self, pos: int, *values: Any) -> None: ...

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({line_of(self.pos)}:{column_of(self.pos)}, {fields})"


class Expr(Node):
    __slots__ = ()


class Stmt(Node):
    __slots__ = ()


# --- expressions ---------------------------------------------------------------------------------


class Const(Expr):
    """str, bytes, int, float, complex, bool, None, Ellipsis or UNDEFINED."""

    __slots__ = ("value",)
    value: Any


class Regex(Expr):
    """A regular-expression literal; `flags` as written."""

    __slots__ = ("pattern", "flags")
    pattern: str
    flags: str


class Name(Expr):
    """A variable. JavaScript's `this`, `super`, `arguments` and `new.target` are names too."""

    __slots__ = ("id",)
    id: str


class Attr(Expr):
    """`obj.name`; `optional` for `obj?.name`. Private `#x` keeps its hash."""

    __slots__ = ("obj", "name", "optional")
    obj: Expr
    name: str
    optional: bool


class Item(Expr):
    """`obj[key]`."""

    __slots__ = ("obj", "key", "optional")
    obj: Expr
    key: Expr
    optional: bool


class Slice(Expr):
    """`obj[low:high:step]`, absent parts None."""

    __slots__ = ("obj", "low", "high", "step")
    obj: Expr
    low: Expr | None
    high: Expr | None
    step: Expr | None


class Call(Expr):
    """`args` may hold `Spread`. `keywords` are (name, value), name None for `**value`.

    `optional` for `f?.()`; `new` for `new F()`; `tagged` for a tagged template, whose arguments are a
    List of the constant strings and then the substitutions.
    """

    __slots__ = ("func", "args", "keywords", "optional", "new", "tagged")
    func: Expr
    args: list[Expr]
    keywords: list[tuple[str | None, Expr]]
    optional: bool
    new: bool
    tagged: bool


class Binary(Expr):
    """`op`: + - * / // % ** @ & | ^ << >> >>>"""

    __slots__ = ("op", "left", "right")
    op: str
    left: Expr
    right: Expr


class Unary(Expr):
    """`op`: - + ~ not typeof void delete"""

    __slots__ = ("op", "operand")
    op: str
    operand: Expr


class Logical(Expr):
    """Short-circuit: `op` is and, or, ??"""

    __slots__ = ("op", "left", "right")
    op: str
    left: Expr
    right: Expr


class Compare(Expr):
    """`op`: == != === !== < <= > >= is "is not" in "not in" instanceof.

    A chain `a < b < c` is lowered to `a < b and b < c`. JavaScript's `in` is "has" (key in object).
    """

    __slots__ = ("op", "left", "right")
    op: str
    left: Expr
    right: Expr


class Conditional(Expr):
    __slots__ = ("test", "then", "other")
    test: Expr
    then: Expr
    other: Expr


class Template(Expr):
    """An f-string or template literal: parts joined as text. Format specs are dropped, `!r` becomes a call of repr."""

    __slots__ = ("parts",)
    parts: list[Expr]


class List(Expr):
    """`kind`: list, tuple, set. Items may hold `Spread`; JavaScript's holes are Const(UNDEFINED)."""

    __slots__ = ("items", "kind")
    items: list[Expr]
    kind: str


class Dict(Expr):
    """Entries are (key, value); key None spreads the value. JavaScript's object literals too.

    Getters and setters of an object literal are entries whose value is a Lambda; shorthand `{a}` is (Const a, Name a).
    """

    __slots__ = ("entries",)
    entries: list[tuple[Expr | None, Expr]]


class Lambda(Expr):
    """Any function used as a value: lambda, arrow, function expression, object method.

    Its name binds nothing: a function expression that uses its own name is an AssignExpr to it.
    """

    __slots__ = ("function",)
    function: FunctionIR


class ClassExpr(Expr):
    __slots__ = ("cls",)
    cls: ClassIR


class Comprehension(Expr):
    """`kind`: list, set, dict, generator. `key` only for dict. Clauses are (target, iterable, conditions)."""

    __slots__ = ("kind", "key", "value", "clauses")
    kind: str
    key: Expr | None
    value: Expr
    clauses: list[tuple[Expr, Expr, list[Expr]]]


class Await(Expr):
    __slots__ = ("value",)
    value: Expr


class Yield(Expr):
    """`delegate` for `yield from` and `yield*`."""

    __slots__ = ("value", "delegate")
    value: Expr | None
    delegate: bool


class Spread(Expr):
    """`*x` or `...x` inside arguments, lists and sets."""

    __slots__ = ("value",)
    value: Expr


class AssignExpr(Expr):
    """An assignment used as a value (`:=`, JavaScript's `a = b`); its value is the assigned one.

    `a += b` is the value Binary(a, b). `postfix` for `a++`, whose value is the old one.
    """

    __slots__ = ("target", "value", "postfix")
    target: Expr
    value: Expr
    postfix: bool


class Sequence(Expr):
    """Expressions evaluated in order; the value is the last one's."""

    __slots__ = ("items",)
    items: list[Expr]


class ImportExpr(Expr):
    """`import(x)`."""

    __slots__ = ("source",)
    source: Expr


class ListPattern(Expr):
    """Destructuring by position. Items are targets; Const(UNDEFINED) skips one."""

    __slots__ = ("items",)
    items: list[Expr]


class DictPattern(Expr):
    """Destructuring by key: (key, target) pairs, and the target of `...rest` or None."""

    __slots__ = ("entries", "rest")
    entries: list[tuple[Expr, Expr]]
    rest: Expr | None


class Star(Expr):
    """`*rest` or `...rest` inside a ListPattern."""

    __slots__ = ("target",)
    target: Expr


class DefaultPattern(Expr):
    """A target with a default for when the value is undefined."""

    __slots__ = ("target", "default")
    target: Expr
    default: Expr


# --- statements ----------------------------------------------------------------------------------


class ExprStmt(Stmt):
    __slots__ = ("value",)
    value: Expr


class Assign(Stmt):
    """`declares` is True for a declaration (var, let, const), which binds in the function at hand."""

    __slots__ = ("target", "value", "declares")
    target: Expr
    value: Expr
    declares: bool


class AugAssign(Stmt):
    """`op` without its `=`: + - … and or ??"""

    __slots__ = ("op", "target", "value")
    op: str
    target: Expr
    value: Expr


class Delete(Stmt):
    __slots__ = ("target",)
    target: Expr


class If(Stmt):
    __slots__ = ("test", "body", "orelse")
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]


class While(Stmt):
    """`update` runs after the body and on continue (C-style for); `do` tests after the body."""

    __slots__ = ("test", "body", "orelse", "update", "do")
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    update: list[Stmt]
    do: bool


class For(Stmt):
    """`kind`: "of" iterates values (Python's for too), "in" iterates keys (JavaScript's for-in)."""

    __slots__ = ("target", "iterable", "body", "orelse", "kind")
    target: Expr
    iterable: Expr
    body: list[Stmt]
    orelse: list[Stmt]
    kind: str


class Return(Stmt):
    __slots__ = ("value",)
    value: Expr | None


class Raise(Stmt):
    """`value` None re-raises."""

    __slots__ = ("value",)
    value: Expr | None


class Break(Stmt):
    __slots__ = ("label",)
    label: str


class Continue(Stmt):
    __slots__ = ("label",)
    label: str


class Labeled(Stmt):
    __slots__ = ("label", "body")
    label: str
    body: Stmt


class Try(Stmt):
    """`handlers` are (type or None for all, target or None, body), `places` the positions of these clauses."""

    __slots__ = ("body", "handlers", "orelse", "finalbody", "places")
    body: list[Stmt]
    handlers: list[tuple[Expr | None, Expr | None, list[Stmt]]]
    orelse: list[Stmt]
    finalbody: list[Stmt]
    places: list[int]


class With(Stmt):
    """Items are (context, target or None)."""

    __slots__ = ("items", "body")
    items: list[tuple[Expr, Expr | None]]
    body: list[Stmt]


class Switch(Stmt):
    """JavaScript's switch: (test or None for default, body) in order, with fall-through."""

    __slots__ = ("subject", "cases")
    subject: Expr
    cases: list[tuple[Expr | None, list[Stmt]]]


class Block(Stmt):
    __slots__ = ("body",)
    body: list[Stmt]


class FunctionDef(Stmt):
    __slots__ = ("function",)
    function: FunctionIR


class ClassDef(Stmt):
    __slots__ = ("cls",)
    cls: ClassIR


class Import(Stmt):
    """`module` as written ("a.b", "./x"). `level` counts Python's leading dots.

    Python: `import a.b` has names [] and `alias` "" (binds a) or the as-name; `from m import x as y`
    has names [("x", "y")], `from m import *` has [("*", "*")].
    JavaScript: `import d, {x as y} from "m"` has [("default", "d"), ("x", "y")]; `import * as n` has
    names [] and alias "n"; `import "m"` has both empty.
    """

    __slots__ = ("module", "names", "alias", "level")
    module: str
    names: list[tuple[str, str]]
    alias: str
    level: int


class Export(Stmt):
    """ESM `export`: (exported, local) names; with `module`, re-exports from there, ("*", "*") for all,
    ("n", "*") for all as the object n.

    `export default <expr>` is an Assign to the variable `*default*` and Export [("default", "*default*")].
    """

    __slots__ = ("names", "module")
    names: list[tuple[str, str]]
    module: str


# --- functions, classes, modules -----------------------------------------------------------------


class Param:
    """`kind`: positional (may be named too), keyword (only), star (*args, ...rest), doublestar.

    TypeScript's have an `annotation` (the name of a type) and `decorators` where a container or a framework reads
    them when the program runs: in constructors and in methods with decorators.
    """

    __slots__ = ("target", "default", "kind", "annotation", "decorators")

    def __init__(self, target: Expr, default: Expr | None, kind: str, annotation: Expr | None = None) -> None:
        self.target = target
        self.default = default
        self.kind = kind
        self.annotation = annotation
        self.decorators: list[Expr] = []


class FunctionIR:
    """`locals` are the names bound in it (parameters included, nested functions excluded).

    Block-scoped JavaScript names that clash with another binding of the same function are renamed
    `x#2`, and so are Python's comprehension variables. `kind`: "", "static", "class", "get", "set",
    "static get", "static set", "constructor"; Python's decorators that say so are left out of
    `decorators`. `this` of an `arrow` is that of the function around it.
    """

    __slots__ = (
        *("pos", "name", "params", "body", "decorators", "is_async", "is_generator"),
        *("arrow", "kind", "locals", "globals", "nonlocals"),
    )

    def __init__(
        self,
        pos: int,
        name: str,
        params: list[Param],
        body: list[Stmt],
        *,
        decorators: list[Expr] | None = None,
        is_async: bool = False,
        is_generator: bool = False,
        arrow: bool = False,
        kind: str = "",
        locals: frozenset[str] = frozenset(),
        globals: frozenset[str] = frozenset(),
        nonlocals: frozenset[str] = frozenset(),
    ) -> None:
        self.pos = pos
        self.name = name
        self.params = params
        self.body = body
        self.decorators = decorators or []
        self.is_async = is_async
        self.is_generator = is_generator
        self.arrow = arrow
        self.kind = kind
        self.locals = locals
        self.globals = globals
        self.nonlocals = nonlocals

    def __repr__(self) -> str:
        return f"FunctionIR({self.name}, {self.params!r}, {self.body!r})"


class ClassIR:
    """`body` holds FunctionDef (methods) and Assign (class variables).

    JavaScript: static members are FunctionDef with kind "static" and Assign; instance fields are (name
    expression, value or None) in `fields`, methods with a computed key too; a static block is an arrow
    function called in `body`, where `this` is the class. Python: any
    statement may stand in `body`; `fields` holds the annotated class variables in order, as dataclasses
    want them (their values are assigned in `body` too), `annotations` what they are annotated with, `keywords` those
    of the class statement (`metaclass=…`). `decorated`:
    the decorators of JavaScript's fields by name, whose types are in `annotations`.
    """

    __slots__ = ("pos", "name", "bases", "body", "fields", "decorators", "annotations", "decorated", "keywords")

    def __init__(
        self,
        pos: int,
        name: str,
        bases: list[Expr],
        body: list[Stmt],
        fields: list[tuple[Expr, Expr | None]],
        decorators: list[Expr],
        annotations: dict[str, Expr] | None = None,
        keywords: list[tuple[str | None, Expr]] | None = None,
    ) -> None:
        self.annotations = annotations or {}
        self.keywords = keywords or []
        self.decorated: dict[str, list[Expr]] = {}
        self.pos = pos
        self.name = name
        self.bases = bases
        self.body = body
        self.fields = fields
        self.decorators = decorators

    def __repr__(self) -> str:
        return f"ClassIR({self.name}, {self.bases!r}, {self.body!r})"


class Module:
    """One lowered file. `problems` are (line, message) for what could not be lowered."""

    __slots__ = ("path", "language", "body", "locals", "esm", "problems")

    def __init__(
        self,
        path: str,
        language: str,
        body: list[Stmt],
        locals: frozenset[str],
        *,
        esm: bool = False,
        problems: list[tuple[int, str]] | None = None,
    ) -> None:
        self.path = path
        self.language = language
        self.body = body
        self.locals = locals
        self.esm = esm
        self.problems = problems or []
