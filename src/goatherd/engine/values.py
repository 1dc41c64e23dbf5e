"""Abstract values: bounded sets of atoms, with taint labels and guards.

An atom is a constant, a text with holes, an allocation site, a piece of code, an external symbol, a
part of the event, or Unknown. All are immutable; contents of objects live in the store. Sets are kept as
tuples in the order of insertion, so that no run depends on hash seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.ir import UNDEFINED
from goatherd.engine.labels import Label, Labels, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.code.ir import ClassIR, FunctionIR
    from goatherd.engine.shapes import Shape

MAX_CONSTANTS = 24  # a dispatch over names often has a dozen
MAX_VARIANTS = 8
MAX_ATOMS = 32
MAX_PARTS = 12
MAX_TEXT = 4096

# (polarity, label key, what then holds); the polarity of an index is None: what holds where it is that of an element.
# Instead of a polarity stands an atom: what holds where the value is that.
Guard = tuple[Any, Any, frozenset[str]]


class Const:
    __slots__ = ("value", "_hash")

    def __init__(self, value: Any) -> None:
        self.value = value
        self._hash = hash((type(value), value))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and type(self.value) is type(other.value) and self.value == other.value

    def __repr__(self) -> str:
        return repr(self.value)


class Hole:
    """A part of a text that is not constant; `data` is what was serialised there, if that is known."""

    __slots__ = ("labels", "data")

    def __init__(self, labels: Labels = (), data: Value | None = None) -> None:
        self.labels = labels
        self.data = data

    def __hash__(self) -> int:
        return hash(self.labels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hole) and self.labels == other.labels and self.data == other.data


class Text:
    """A string of constant parts and holes, in order."""

    __slots__ = ("parts", "_hash")

    def __init__(self, parts: tuple[str | Hole, ...]) -> None:
        self.parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts

    @property
    def pattern(self) -> str:
        return "".join(part if isinstance(part, str) else "${?}" for part in self.parts)


class Obj:
    """An allocation site: `kind` is list, tuple, set, dict, object or instance.

    The interpreter makes one per (site, calling context). `cls` is what an instance is made of.
    """

    __slots__ = ("kind", "place", "cls", "context")

    def __init__(self, kind: str, place: tuple[str, int], cls: Any = None, context: Any = None) -> None:
        self.kind = kind
        self.place = place
        self.cls = cls
        self.context = context


class Frame:
    """The variables of one activation; `names` are those bound in it, `context` is where it was called from."""

    __slots__ = ("names", "parent", "module", "hidden", "function", "keep", "context")

    def __init__(
        self,
        names: frozenset[str],
        parent: Frame | None,
        module: Any,
        *,
        hidden: bool = False,
        function: FunctionIR | None = None,
        context: Any = None,
    ) -> None:
        self.names = names
        self.parent = parent
        self.module = module
        self.hidden = hidden
        self.function = function
        self.context = context
        self.keep = False  # a closure may read the variables after the activation has ended


class Func:
    """A function of the application (or a stub) with the frame that it closes over."""

    __slots__ = ("ir", "frame", "module", "owner")

    def __init__(self, ir: FunctionIR, frame: Frame, module: Any, owner: Class | None = None) -> None:
        self.ir = ir
        self.frame = frame
        self.module = module
        self.owner = owner

    @property
    def name(self) -> str:
        return self.ir.name or "<anonymous>"

    def __repr__(self) -> str:
        return self.name  # as the key of a mapping it becomes part of paths


class Class:
    """A class of the application. `order` is where its members are looked up, once anybody has asked for it."""

    __slots__ = ("ir", "bases", "module", "frame", "order", "meta")

    def __init__(self, ir: ClassIR, bases: tuple[Value, ...], module: Any, frame: Frame) -> None:
        self.ir = ir
        self.bases = bases
        self.module = module
        self.frame = frame
        self.order: tuple[Any, ...] = ()
        self.meta: Class | None = None

    def __repr__(self) -> str:
        return self.ir.name  # as the key of a mapping it becomes part of paths


class Bound:
    """A method with its receiver, or anything that can be called with arguments that it is given already.

    `given` come before those of a call, `named` where a call does not say otherwise. Without a receiver it is NOTHING.
    """

    __slots__ = ("function", "receiver", "given", "named")

    def __init__(
        self,
        function: Any,
        receiver: Value,
        given: tuple[Value, ...] = (),
        named: tuple[tuple[str, Value], ...] = (),
    ) -> None:
        self.function = function
        self.receiver = receiver
        self.given = given
        self.named = named

    def __hash__(self) -> int:
        return hash((self.function, self.receiver, self.given, self.named))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Bound)
            and self.function == other.function
            and self.receiver == other.receiver
            and self.given == other.given
            and self.named == other.named
        )


class Native:
    """A method of a built-in type, by name ("str.format", "list.append")."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Native) and self.name == other.name


class ModuleAtom:
    """A loaded module of the application."""

    __slots__ = ("path", "frame", "language", "exports", "esm", "ready", "is_stub")

    def __init__(self, path: str, frame: Frame, language: str, *, esm: bool) -> None:
        self.path = path
        self.frame = frame
        self.language = language
        self.esm = esm
        self.exports: dict[str, Any] = {}
        self.ready = False
        self.is_stub = path.startswith("<stub")


class External:
    """A symbol of a library by dotted name; the result of calling it is `name()` unless a model types it."""

    __slots__ = ("name", "_hash")

    def __init__(self, name: str) -> None:
        self.name = name
        self._hash = hash(("external", name))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return type(other) is External and self.name == other.name

    def __repr__(self) -> str:
        return f"<{self.name}>"


class OpenFile(External):
    """An open file; `names` are the symbolic texts that it may be called by."""

    __slots__ = ("names",)

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(name)
        self.names = names

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OpenFile) and (self.name, self.names) == (other.name, other.names)


Asked = tuple[str, tuple["Value", ...], tuple[tuple[str, "Value"], ...], Any]


class Reference(External):
    """What a library's client of a data store points to: `steps` are the methods that led there.

    Each of them is (method, positional arguments, named arguments, place).
    """

    __slots__ = ("steps",)

    def __init__(self, name: str, steps: tuple[Asked, ...]) -> None:
        super().__init__(name)
        self.steps = steps

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and (self.name, self.steps) == (other.name, other.steps)


class Cloud:
    """A cloud client or a handle on one of its resources.

    `service` is botocore's name; `kind` is client, resource, document or a resource type ("Table",
    "Bucket", "Object"); `bound` are parameters that the handle supplies to every call. What is `own` has credentials
    of its own: the role of the function is not asked.
    """

    __slots__ = ("service", "kind", "bound", "own", "_hash")

    def __init__(
        self, service: str, kind: str = "client", bound: tuple[tuple[str, Value], ...] = (), *, own: bool = False
    ) -> None:
        self.service = service
        self.kind = kind
        self.bound = bound
        self.own = own
        self._hash = hash((service, kind, bound, own))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Cloud)
            and self.service == other.service
            and self.kind == other.kind
            and self.bound == other.bound
            and self.own == other.own
        )

    def made(self, kind: str, bound: tuple[tuple[str, Value], ...] = ()) -> Cloud:
        """What a client makes: a handle, a paginator, another client, with the same credentials."""
        return Cloud(self.service, kind, bound, own=self.own)


class EventNode:
    """A part of the event whose own parts are known by `shape`."""

    __slots__ = ("shape", "label")

    def __init__(self, shape: Shape, label: Label) -> None:
        self.shape = shape
        self.label = label

    def __hash__(self) -> int:
        return hash(self.label)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EventNode) and self.shape is other.shape and self.label == other.label


class UnknownAtom:
    __slots__ = ()

    def __repr__(self) -> str:
        return "?"


Atom = Any
ANY = UnknownAtom()


class Value:
    __slots__ = ("atoms", "labels", "guards", "_hash")

    def __init__(self, atoms: tuple[Atom, ...], labels: Labels = (), guards: tuple[Guard, ...] = ()) -> None:
        self.atoms = atoms
        self.labels = labels
        self.guards = guards
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            mixed = 0
            for atom in self.atoms:
                mixed ^= hash(atom)
            for label in self.labels:
                mixed ^= label._hash * 3
            self._hash = mixed
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Value) or hash(self) != hash(other):
            return False
        return _same(self.atoms, other.atoms) and _same(self.labels, other.labels) and _same(self.guards, other.guards)

    def __repr__(self) -> str:
        taint = f" ~{[label.path for label in self.labels]}" if self.labels else ""
        return f"Value({', '.join(map(repr, self.atoms))}{taint})"

    # --- asking ---

    @property
    def sole(self) -> Atom | None:
        return self.atoms[0] if len(self.atoms) == 1 else None

    @property
    def constant(self) -> Const | None:
        """The constant that this surely is, if it is one."""
        atom = self.sole
        return atom if isinstance(atom, Const) and not self.labels else None

    def constants(self) -> tuple[Any, ...] | None:
        """All constants that it may be, or None if it may be something else."""
        if all(isinstance(atom, Const) for atom in self.atoms):
            return tuple(atom.value for atom in self.atoms)
        return None

    def text(self) -> str | None:
        atom = self.sole
        return atom.value if isinstance(atom, Const) and isinstance(atom.value, str) else None

    @property
    def packed(self) -> Value | None:
        """The object that a text is the serialised form of."""
        text = self.sole
        if isinstance(text, Text) and len(text.parts) == 1 and isinstance(text.parts[0], Hole):
            return text.parts[0].data
        return None

    @property
    def is_unknown(self) -> bool:
        return any(isinstance(atom, UnknownAtom) for atom in self.atoms)

    # --- deriving ---

    def with_labels(self, labels: Labels) -> Value:
        if not labels:
            return self
        merged = union(self.labels, labels)
        return self if merged is self.labels else Value(self.atoms, merged, self.guards)

    def with_guards(self, guards: tuple[Guard, ...]) -> Value:
        return Value(self.atoms, self.labels, guards) if guards else self

    def bare(self) -> Value:
        """The same without labels and guards."""
        return Value(self.atoms) if self.labels or self.guards else self

    def map_labels(self, change: Callable[[Label], Label]) -> Value:
        """The same with every label changed, in holes of texts too."""
        if not self.labels:
            return self
        labels = tuple(dict.fromkeys(change(label) for label in self.labels))
        if labels == self.labels and all(new.trace is old.trace for new, old in zip(labels, self.labels, strict=True)):
            return self
        atoms = tuple(_map_text(atom, change) if isinstance(atom, Text) else atom for atom in self.atoms)
        return Value(atoms, labels, self.guards)


def _same(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    return left == right or (len(left) == len(right) and len(left) > 1 and set(left) == set(right))


def _map_text(text: Text, change: Callable[[Label], Label]) -> Text:
    return Text(
        tuple(
            Hole(tuple(dict.fromkeys(change(label) for label in part.labels)), part.data)
            if isinstance(part, Hole)
            else part
            for part in text.parts
        )
    )


UNKNOWN = Value((ANY,))
UNDEFINED_VALUE = Value((Const(UNDEFINED),))
NONE = Value((Const(None),))
TRUE = Value((Const(True),))
FALSE = Value((Const(False),))
BOOLEAN = Value((Const(True), Const(False)))
NOTHING = Value(())  # the value of what never happens


def const(value: Any) -> Value:
    if value is None:
        return NONE
    if value is True:
        return TRUE
    if value is False:
        return FALSE
    if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
        return UNKNOWN
    return Value((Const(value),))


def atom(atom: Atom, labels: Labels = ()) -> Value:
    return Value((atom,), labels)


def unknown(labels: Labels = ()) -> Value:
    return Value((ANY,), labels) if labels else UNKNOWN


def join(left: Value, right: Value) -> Value:
    if left is right or not right.atoms:
        return left
    if not left.atoms:
        return right
    left, right = _as_part(left, right), _as_part(right, left)
    atoms = left.atoms if left.atoms == right.atoms else _join_atoms(left.atoms, right.atoms)
    labels = union(left.labels, right.labels)
    guards = left.guards if left.guards == right.guards else _joined_guards(left, right)
    if atoms is left.atoms and labels is left.labels and guards is left.guards:
        return left
    return Value(atoms, labels, guards)


CALLER = ("the caller", ())  # what a guard speaks about that tells who calls
PREFLIGHT = ("the preflight", ())  # that a browser only asks for what it may send
REQUEST = ("the request proper", ())  # that it is none of those
SETTING = ("a setting", ())  # that a variable of the environment decides the way: one that is set, or is not
PROVED, PARTNER = frozenset({"caller"}), frozenset({"caller", "partner"})  # anybody who can; operators and partners
BUT_PREFLIGHTS = frozenset({"caller, unless it is a preflight"})
SWITCHED = frozenset({"caller, unless a setting says otherwise"})
OF_SETTINGS: tuple[Guard, ...] = ((True, SETTING, frozenset({"set"})), (False, SETTING, frozenset({"not set"})))


def _as_part(value: Value, other: Value) -> Value:
    """Data of unknown form is text where the other value is that with more behind it: whose is which is kept apart."""
    if not other.labels or not all(isinstance(item, UnknownAtom | External) for item in value.atoms):
        return value
    origins = {label.origin for label in value.labels}
    for item in other.atoms:
        first = item.parts[0] if isinstance(item, Text) and len(item.parts) > 1 else None
        if isinstance(first, Hole) and {label.origin for label in first.labels} == origins:
            return Value((Text((Hole(value.labels),)),), value.labels, value.guards)
    return value


def of_known(value: Value, preds: frozenset[str]) -> Value:
    """The value as it leaves a path that only callers take who are known: whoever finds it there knows that."""
    guards = ((side, CALLER, preds) for side in (True, False, *value.atoms))
    return Value(value.atoms, value.labels, tuple(dict.fromkeys((*value.guards, *guards))))


def _joined_guards(left: Value, right: Value) -> tuple[Guard, ...]:
    """What both prove, and who calls where only one of them can turn out so."""
    kept = [g for g in left.guards if g in right.guards or (g[1] is CALLER and _never(right, g[0]))]
    kept += [g for g in right.guards if g[1] is CALLER and g not in kept and _never(left, g[0])]
    return tuple(kept)


_TRUE = ("dict", "object", "instance")  # kinds of objects that are seldom empty


def _never(value: Value, truth: Any) -> bool:
    """Whether a value surely does not turn out as `truth`, or is not the atom that stands there."""
    if truth is not None and not isinstance(truth, bool):
        return truth not in value.atoms
    return all(
        bool(item.value and item.value is not UNDEFINED) is not truth if isinstance(item, Const) else
        isinstance(item, Func | Obj) and getattr(item, "kind", "dict") in _TRUE and not truth
        for item in value.atoms
    )  # fmt: skip


def join_all(values: list[Value]) -> Value:
    result = NOTHING
    for value in values:
        result = join(result, value)
    return result


def _join_atoms(left: tuple[Atom, ...], right: tuple[Atom, ...]) -> tuple[Atom, ...]:
    merged = dict.fromkeys(left)
    for item in right:
        merged.setdefault(item)
    if len(merged) == len(left):
        return left
    if len(merged) > MAX_ATOMS:
        return left if ANY in left else (*left, ANY)
    if sum(isinstance(item, Const | Text) for item in merged) > MAX_CONSTANTS:
        rest = [item for item in merged if not isinstance(item, Const | Text | UnknownAtom)]
        return (*rest, ANY)
    return tuple(merged)


# --- texts ---------------------------------------------------------------------------------------


def parts_of(value: Value, spell: Callable[[Any], str]) -> list[tuple[str | Hole, ...]]:
    """The texts that a value may be, each as parts; `spell` writes a constant as the language does."""
    variants: list[tuple[str | Hole, ...]] = []
    for item in value.atoms:
        if isinstance(item, Const):
            text = spell(item.value)
            # A constant with labels was one variant among tainted ones; it stays constant.
            variants.append((text,))
        elif isinstance(item, Text):
            variants.append(item.parts)
        elif isinstance(item, Reference):
            variants.append((Hole(value.labels, Value((item,))),))
        else:
            variants.append((Hole(value.labels),))
    if value.labels and all(isinstance(item, Const) for item in value.atoms):
        variants.append((Hole(value.labels),))
    return variants


def concat(values: list[Value], spell: Callable[[Any], str]) -> Value:
    """The values written one behind the other."""
    variants: list[tuple[str | Hole, ...]] = [()]
    labels: Labels = ()
    for value in values:
        labels = union(labels, value.labels)
        options = parts_of(value, spell)
        if len(variants) * len(options) > MAX_VARIANTS:
            options = [_any_of(options, value.labels)]
        variants = [left + right for left in variants for right in options]
    atoms = dict.fromkeys(_text_atom(variant) for variant in variants)
    return Value(tuple(atoms), labels)


def _any_of(texts: list[tuple[str | Hole, ...]], labels: Labels) -> tuple[str | Hole, ...]:
    """One text for many: what all of them begin with, and something."""
    beginnings = [parts[0] if parts and isinstance(parts[0], str) else "" for parts in texts]
    first, last = min(beginnings), max(beginnings)
    beginning = first[: next((index for index, char in enumerate(first) if char != last[index]), len(first))]
    return (beginning, Hole(labels)) if beginning else (Hole(labels),)


def _text_atom(parts: tuple[str | Hole, ...]) -> Atom:
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if not merged:
        return Const("")
    if len(merged) > MAX_PARTS or sum(len(p) for p in merged if isinstance(p, str)) > MAX_TEXT:
        labels: Labels = ()
        for part in merged:
            if isinstance(part, Hole):
                labels = union(labels, part.labels)
        merged = [merged[0], Hole(labels)] if isinstance(merged[0], str) else [Hole(labels)]
    if len(merged) == 1:
        return (
            Const(merged[0]) if isinstance(merged[0], str) else (ANY if not merged[0].labels else Text(tuple(merged)))
        )
    return Text(tuple(merged))


def nullish(value: Value) -> bool | None:
    """Whether a value is None, null or undefined; None when it may be either."""
    missing = sum(1 for a in value.atoms if isinstance(a, Const) and (a.value is None or a.value is UNDEFINED))
    if missing == 0 and not value.is_unknown:
        return False
    return True if missing == len(value.atoms) and not value.labels else None
