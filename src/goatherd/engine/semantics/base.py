"""What both languages share, and what each has to say for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.aws import sdk
from goatherd.engine.interpreter import members, tokens, unseen
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.members import KEYS, LENGTH, MANY, OPEN
from goatherd.engine.labels import BEGINNING, CHARACTER, COMPUTED, KEY, PUT_INTO_TEXT, Label, Labels, mapped
from goatherd.engine.semantics import desks, environment, texts
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    NOTHING,
    UNKNOWN,
    Class,
    Cloud,
    Const,
    EventNode,
    External,
    Func,
    ModuleAtom,
    Obj,
    Reference,
    Text,
    Value,
    atom,
    concat,
    const,
    join,
    nullish,
    parts_of,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.code import ir as _ir
    from goatherd.engine.interpreter.machine import Machine

Native = Callable[["Machine", "Args", int], Value]
MAX_EXACT = 16


class Semantics(ABC):
    """`natives` are library functions that the engine computes itself, by canonical name."""

    language: str
    natives: dict[str, Native]
    data_methods: frozenset[str]  # methods of texts and collections
    absent: Value  # what a missing argument or field is

    # --- truth and comparison ---

    @abstractmethod
    def constant_truth(self, value: Any) -> bool: ...

    def atom_truth(self, item: Any) -> bool | None:
        if isinstance(item, Const):
            return self.constant_truth(item.value)
        if isinstance(item, Text):
            return True if any(isinstance(part, str) for part in item.parts) else None
        if isinstance(item, Obj):
            return self.object_truth(item)
        if isinstance(item, External):
            # What is read from a result may be anything.
            return None if "()" in item.name or "." in item.name else True
        return None if item is ANY or isinstance(item, EventNode) else True

    def object_truth(self, item: Obj) -> bool | None:
        return True

    def truth(self, m: Machine, value: Value) -> bool | None:
        if value.labels and all(isinstance(a, Const) for a in value.atoms):
            return None
        truths = {self.atom_truth(a) for a in value.atoms}
        return truths.pop() if len(truths) == 1 else None

    def short_circuits(self, m: Machine, op: str, left: Value) -> bool | None:
        """Whether `left op …` is decided by its left side."""
        if op == "??":
            missing = nullish(left)
            return None if missing is None else not missing
        truth = self.truth(m, left)
        if truth is None:
            return None
        return truth is (op == "or")

    def same(self, left: Value, right: Value) -> bool | None:
        """Whether two values are equal, if that is certain."""
        mine, theirs = left.constants(), right.constants()
        if mine is None or theirs is None or left.labels or right.labels:
            return None
        equal = {type(a) is type(b) and a == b for a in mine for b in theirs}
        return equal.pop() if len(equal) == 1 else None

    def compare(self, m: Machine, op: str, left: Value, right: Value) -> Value:
        if not left.atoms or not right.atoms:
            return NOTHING
        if op in ("==", "===", "is", "!=", "!==", "is not"):
            same = self.loosely_same(op, left, right)
            if same is None:
                same = _null_against_something(left, right)
            if same is None and (desks.is_stage(left, right) or desks.is_stage(right, left)):
                same = False  # what is deployed is none of them
            return BOOLEAN if same is None else const(same is (op in ("==", "===", "is")))
        if op in ("in", "not in", "has"):
            found = self.contains(m, op, left, right)
            return BOOLEAN if found is None else const(found is (op != "not in"))
        one, two = left.constant, right.constant
        if op in _ORDER and one is not None and two is not None:
            try:
                return const(_ORDER[op](one.value, two.value))
            except TypeError:
                return BOOLEAN
        return BOOLEAN

    def loosely_same(self, op: str, left: Value, right: Value) -> bool | None:
        return self.same(left, right)

    def contains(self, m: Machine, op: str, left: Value, right: Value) -> bool | None:
        key, item = left.constant, right.sole
        if key is None:
            return False if desks.are_stages(self.exact_elements(m, right), left) else None
        if key.value == "*" and op == "in" and not isinstance(item, (Obj, Const)):
            return False  # a list from the configuration is believed to name what it lets in
        if right.labels:
            return None
        if op == "in" and desks.is_part_of_stage(left, right):
            return False
        if isinstance(item, Const) and isinstance(item.value, str) and isinstance(key.value, str):
            return key.value in item.value
        if not isinstance(item, Obj) or m.get_field(item, OPEN) is not None or m.get_field(item, MANY) is not None:
            return None
        if op == "has" or item.kind in ("dict", "object"):
            return True if m.get_field(item, key.value) is not None else None
        exact = self.exact_elements(m, right)
        if exact is None or any(e.constant is None for e in exact):
            return None
        return any(self.same(left, e) for e in exact)

    # --- operators ---

    @abstractmethod
    def spell(self, value: Any) -> str:
        """A constant as text, as the language writes it."""

    @abstractmethod
    def binary(self, m: Machine, op: str, left: Value, right: Value, pos: int) -> Value: ...

    @abstractmethod
    def unary(self, m: Machine, op: str, operand: Value) -> Value: ...

    def arithmetic(self, op: str, left: Value, right: Value) -> Value:
        """Numbers: computed where constant, otherwise unknown and harmless."""
        one, two = left.constant, right.constant
        if one is not None and two is not None and _is_number(one.value) and _is_number(two.value):
            try:
                result = _ARITHMETIC[op](one.value, two.value)
            except (ArithmeticError, TypeError, ValueError, KeyError, MemoryError):
                return UNKNOWN
            return const(result) if _is_number(result) and abs(result) < 10**18 else UNKNOWN
        labels = mapped((*left.labels, *right.labels), lambda label: label.extend(COMPUTED).add("*", "number"))
        return unknown(labels)

    def to_text(self, m: Machine, value: Value) -> Value:
        """The value as text: lists and objects keep the labels of what is inside them."""
        if any(isinstance(a, Obj) for a in value.atoms):
            return value.with_labels(members.deep_labels(m, value))
        return value

    def add_texts(self, m: Machine, left: Value, right: Value, pos: int) -> Value:
        result = concat([self.to_text(m, left), self.to_text(m, right)], self.spell)
        return m.stepped(result, pos, PUT_INTO_TEXT) if result.labels else result

    # --- members ---

    @abstractmethod
    def missing(self, m: Machine, item: Any, key: Any) -> Value:
        """A field that an object surely lacks."""

    @abstractmethod
    def event_member(self, m: Machine, key: str) -> Value:
        """A part of the event that the platform sets."""

    @abstractmethod
    def inherited(self, m: Machine, item: Any, key: Any, pos: int) -> Value | None:
        """A member of an object's class."""

    @abstractmethod
    def got(self, m: Machine, found: Value, item: Any, pos: int) -> Value:
        """What a member of a class is when it is read of an instance: the value of a property, a method bound to it."""

    def primitive_member(self, m: Machine, item: Any, keys: tuple[Any, ...] | None, pos: int) -> Value:
        if isinstance(item, Const) and isinstance(item.value, str | bytes) and keys is not None:
            return self._character(item.value, keys)
        return UNKNOWN

    def _character(self, text: str | bytes, keys: tuple[Any, ...]) -> Value:
        result = NOTHING
        for key in keys:
            if isinstance(key, int) and -len(text) <= key < len(text):
                result = join(result, const(text[key]))
        return result if result.atoms else UNKNOWN

    def is_instance(self, item: Any, cls: Value) -> bool | None:
        """Whether a value is an instance of a class, if that is certain."""
        return None

    def lacks_parts(self, labels: Labels, keys: tuple[Any, ...] | None) -> bool:
        """Whether outside data surely has no such field."""
        return False

    def external_member(self, m: Machine, item: External, name: str, pos: int) -> Value:
        full = m.models.canonical(f"{item.name}.{name}")
        if full in members.WHOLE:
            return environment.whole(m, full, pos)
        if len(full) > 120:
            return UNKNOWN
        return atom(Reference(full, item.steps) if isinstance(item, Reference) else External(full))

    def library_module(self, m: Machine, name: str) -> Value:
        """An imported module that is not part of the application."""
        canonical = m.models.canonical(name)
        return stub_module(m, self.language, canonical) or atom(External(canonical))

    def is_known_library(self, m: Machine, package: str) -> bool:
        """Whether anything is known of a package of that name."""
        from goatherd.engine.stubs import restates

        return bool(m.models.knows(package)) or restates(m, self.language, package)

    def set_by_code(self, m: Machine, item: Any, key: Any, setter: Value, value: Value, pos: int) -> bool:
        """Run what an assignment to a property calls; whether anything did."""
        m.call(setter, Args((value,)), pos, this=atom(item))
        return True

    def make_instance(self, m: Machine, cls: Class, args: Args, pos: int) -> Value | None:
        """What calling a class gives that says itself how it is done; None for every other."""
        return None

    @abstractmethod
    def class_made(self, m: Machine, cls: Class, names: list[str]) -> None:
        """Do what the language does once a class statement has run, which gave these members."""

    def member_above(self, m: Machine, cls: Class, receiver: Value, name: str, args: Args, pos: int) -> Value:
        """`super().name(…)` where no class of the program has such a member."""
        return unknown(args.labels(m))

    def fill_instance(self, m: Machine, instance: Obj, args: Args) -> None:
        """An instance of a class without a constructor: arguments become fields."""
        for name, value in args.keywords.items():
            m.set_field(instance, name, value)
        labels = Args(args.positional, None, args.rest, args.others).labels(m)
        if labels:
            m.set_field(instance, OPEN, unknown(labels))
        elif args.positional or args.others is not None:
            m.set_field(instance, OPEN, UNKNOWN)

    def beside_stub(self, m: Machine, module: ModuleAtom, name: str) -> Value:
        """A member of a library module that its stub does not restate."""
        library = module.path.removeprefix("<stub ").rpartition(".")[0].replace("__", ".")
        part = stub_module(m, self.language, f"{library}.{name}")
        if part is not None:
            return part
        return self.external_member(m, External(library), name, 0)

    def as_text(self, m: Machine, value: Value) -> Value:
        """The value where a library wants text: objects that say how they are written are."""
        return value

    @abstractmethod
    def global_name(self, m: Machine, name: str) -> Value: ...

    @abstractmethod
    def unassigned(self, m: Machine, name: str) -> Value: ...

    def absent_argument(self) -> Value:
        return self.absent

    def item(self, m: Machine, owner: Value, key: Value, pos: int) -> Value:
        return members.read(m, owner, key, pos)

    def set_item(self, m: Machine, owner: Value, key: Value, value: Value, pos: int) -> None:
        members.write(m, owner, key, value, pos)

    def delete_item(self, m: Machine, owner: Value, key: Value, pos: int) -> None:
        members.remove(m, owner, key)

    def set_environment(self, m: Machine, holder: str, keys: tuple[Any, ...] | None, value: Value, pos: int) -> None:
        """The program sets a variable of its own environment."""
        for name in keys or ():
            environment.written(m, f"{holder}.{name}", value, pos)

    def slice(self, m: Machine, owner: Value, bounds: list[Value | None], pos: int) -> Value:
        exact = self.exact_elements(m, owner)
        limits = [None if b is None else b.constant for b in bounds]
        known = all(b is None or limit is not None for b, limit in zip(bounds, limits, strict=True))
        numbers = [None if limit is None else limit.value for limit in limits]
        if known and all(n is None or isinstance(n, int) for n in numbers) and 0 not in numbers[2:]:
            part = slice(*numbers)
            text = owner.constant
            if text is not None and isinstance(text.value, str | bytes):
                return const(text.value[part])
            if exact is not None:
                return self.make_list(m, "list", (exact[part], None), pos)
        if any(isinstance(a, Obj) for a in owner.atoms):
            return self.make_list(m, "list", ([], self.element(m, owner)), pos)
        end = numbers[1] if isinstance(numbers[1], int) else 0
        if known and not numbers[0] and end < 0 and not any(numbers[2:]):
            shorter = texts.without_end(owner, -end)
            if shorter is not None:
                return shorter
        name = "|inner" if known and numbers == [1, -1, None] else "|slice"
        if known and not numbers[0] and end > 0:
            name = BEGINNING if end < texts.MOST else "|text"
        few = texts.LITTLE if known and not any(numbers[2:]) and texts.is_little(*numbers[:2]) else frozenset()
        return unknown(mapped(owner.labels, lambda label: label.extend(name, keep=True).add(*few)))

    def property_key(self, key: Value) -> Value:
        return key

    # --- collections ---

    def make_list(
        self, m: Machine, kind: str, items: tuple[list[Value], Value | None], pos: int, extra: Any = None
    ) -> Value:
        """A list of known items, and of an unknown number of further ones."""
        exact, rest = items
        made = m.new(kind, pos, extra=extra)
        m.forget_names(made)
        if rest is not None or len(exact) > MAX_EXACT * 4:
            everything = NOTHING if rest is None else rest
            for item in exact:
                everything = join(everything, item)
            m.set_field(made, MANY, everything, pos)
            m.set_field(made, LENGTH, UNKNOWN)
            return atom(made)
        for index, item in enumerate(exact):
            m.set_field(made, index, item, pos)
        if m.get_field(made, MANY) is not None:
            m.set_field(made, MANY, NOTHING)
        m.set_field(made, LENGTH, const(len(exact)))
        return atom(made)

    def length(self, m: Machine, item: Obj) -> int | None:
        value = m.get_field(item, LENGTH)
        constant = value.constant if value is not None else None
        return constant.value if constant is not None else None

    def exact_elements(self, m: Machine, value: Value) -> list[Value] | None:
        """The elements one by one, when their number is known and small."""
        item = value.sole
        if not isinstance(item, Obj) or item.kind not in ("list", "tuple", "set"):
            return None
        length = self.length(m, item)
        if length is None or length > MAX_EXACT:
            return None
        return [m.get_field(item, index) or UNKNOWN for index in range(length)]

    def element(self, m: Machine, value: Value) -> Value:
        """Any one element of what is iterated over."""
        result = NOTHING
        for item in value.atoms:
            result = join(result, self._element_of(m, item, value.labels))
        return result if result.atoms else UNKNOWN

    def _element_of(self, m: Machine, item: Any, labels: Labels) -> Value:
        if isinstance(item, Obj):
            if item.kind in ("dict", "object", "instance"):
                return self.iterated_object(m, item)
            return members.contents(m, item)
        if isinstance(item, EventNode):
            if item.shape.is_record():
                return self.keys(m, Value((item,), labels))
            return members.read(
                m, Value((item,), labels), UNKNOWN, item.label.trace.place[1] if item.label.trace else 0
            )
        if isinstance(item, Const) and isinstance(item.value, str):
            return UNKNOWN
        if isinstance(item, Cloud) and sdk.is_collection(item):
            return atom(sdk.one_of(item))
        if isinstance(item, Reference) and not labels:  # of the documents that a store gave, each is still to be read
            return atom(item)
        return unknown(mapped(labels, lambda label: label.extend(self.step_to_element(label))))

    def step_to_element(self, label: Label) -> str:
        """From data of unknown form to one of what a loop over it gives; a character of a text is no field of it."""
        return CHARACTER if "string" in label.preds else MANY

    def iterated_object(self, m: Machine, item: Obj) -> Value:
        return self.keys_of(m, item)

    def keys(self, m: Machine, value: Value) -> Value:
        """Any one key of a mapping."""
        result = NOTHING
        for item in value.atoms:
            if isinstance(item, Obj):
                result = join(result, self.keys_of(m, item))
            elif isinstance(item, EventNode) and item.shape.is_record():
                result = join(result, UNKNOWN)
            elif isinstance(item, EventNode) and item.shape.source:
                result = join(result, unknown(mapped((item.label,), lambda label: label.extend(KEY).add("string"))))
            else:
                # What a secret, or a variable of the environment, is called is no secret.
                labels = tuple(label for label in value.labels if label.origin.kind != "secret")
                result = join(result, unknown(mapped(labels, lambda label: label.extend(KEY).add("string"))))
        return result if result.atoms else UNKNOWN

    def keys_of(self, m: Machine, item: Obj) -> Value:
        result = NOTHING
        for key, _ in members.entries(m, item):
            result = join(result, UNKNOWN if key == MANY else members.key_value(key))
        named = m.get_field(item, KEYS)
        if named is not None:
            result = join(result, named)
        opened = m.get_field(item, OPEN)
        if opened is not None:
            result = join(result, self.keys(m, opened))
        return result if result.atoms else UNKNOWN

    def rest_of(self, m: Machine, value: Value, skipped: int, after: int, pos: int) -> Value:
        exact = self.exact_elements(m, value)
        if exact is not None:
            return self.make_list(m, "list", (exact[skipped : len(exact) - after], None), pos)
        return self.make_list(m, "list", ([], self.element(m, value)), pos)

    # --- calls ---

    @abstractmethod
    def method(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
        """A method of a built-in type, or of a receiver that nobody knows."""

    def method_of_external(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        """A method that means the same on every library object; None when rules decide."""
        return None

    def method_of_instance(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        """A method of an instance of a library class that the engine computes itself."""
        item = receiver.sole
        if isinstance(item, Obj) and isinstance(item.cls, External) and item.cls.name == "RegExp":
            from goatherd.engine.semantics import patterns

            return patterns.method(m, receiver, name, args, pos)
        return None

    def call_tag(self, m: Machine, callee: Value, args: Args, pos: int) -> Value:
        return m.call(callee, args, pos)

    def enter(self, m: Machine, value: Value, node: _ir.Expr) -> Value:
        """What `with value as x` binds."""
        return value

    def has_exit(self, m: Machine, value: Value) -> bool:
        """Whether leaving `with value` runs code of the program."""
        return False

    @abstractmethod
    def leave(self, m: Machine, value: Value, pos: int) -> None:
        """Run what leaving `with value` runs."""

    # --- cloud ---

    def cloud_member(self, m: Machine, item: Cloud, keys: tuple[Any, ...] | None, pos: int) -> Value:
        if keys is None or len(keys) != 1:
            unseen.chosen(m, item, pos)
        return sdk.member(m, item, keys, pos)

    def call_cloud(self, m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
        tokens.relied_on(m, args.labels(m) if m.reads_claims else ())
        return sdk.call(m, item, name, args, pos)


def stub_module(m: Machine, language: str, name: str) -> Value | None:
    from goatherd.engine.stubs import load_stub

    return load_stub(m, language, name)


def _null_against_something(left: Value, right: Value) -> bool | None:
    """Comparing None, null or undefined with what surely is something."""
    for one, other in ((left, right), (right, left)):
        constant = one.constant
        if constant is not None and (constant.value is None or constant.value is ir.UNDEFINED):
            kinds = Obj | Func | Class | Cloud | Text
            if other.atoms and all(isinstance(a, kinds) for a in other.atoms):
                return False
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def constant_texts(value: Value) -> list[str] | None:
    """The strings that a value may be, or None when it may be anything else."""
    if value.labels or not value.atoms:
        return None
    texts = [a.value for a in value.atoms if isinstance(a, Const) and isinstance(a.value, str)]
    return texts if len(texts) == len(value.atoms) else None


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b if abs(a) < 10**6 and 0 <= b < 64 else None,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << b if 0 <= b < 64 else None,
    ">>": lambda a, b: a >> b if 0 <= b < 64 else None,
}

__all__ = ["KEYS", "LENGTH", "MANY", "OPEN", "Native", "Semantics", "constant_texts", "parts_of"]
