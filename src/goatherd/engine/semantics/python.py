"""Python: operators, members, names."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import classes, guards, members, predictable, sinks, stores
from goatherd.engine.labels import KEY, PUT_INTO_TEXT
from goatherd.engine.semantics import (
    environment,
    patterns,
    python_adapters,
    python_addresses,
    python_classes,
    python_containers,
    python_iteration,
    python_matches,
    python_methods,
    python_objects,
    python_patterns,
    python_records,
    python_settings,
    python_specials,
    python_types,
)
from goatherd.engine.semantics.base import Native, Semantics, stub_module
from goatherd.engine.semantics.json_schemas import PYTHON_NATIVES
from goatherd.engine.semantics.python_builtins import NATIVES
from goatherd.engine.values import (
    BOOLEAN,
    NONE,
    NOTHING,
    UNKNOWN,
    Class,
    Const,
    EventNode,
    External,
    Func,
    Obj,
    Text,
    Value,
    atom,
    concat,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.code import ir
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label

_BUILTINS = frozenset(dir(builtins)) | {"WindowsError"}
_NAMESPACES = frozenset({"builtins.globals()", "builtins.locals()", "sys.modules"})
_MODULE_NAMES = frozenset({"__file__", "__doc__", "__package__", "__path__", "__spec__", "__builtins__"})
_FORMAT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")


_OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
_SUBSETS = frozenset({"<", "<=", ">", ">="})
_COMPARISONS = {
    "==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__",
    "in": "__contains__", "not in": "__contains__",
}  # fmt: skip


def _choice(m: Machine, args: Args, pos: int) -> Value:
    sequence = args.at(0, "seq") or UNKNOWN
    return predictable.picked(m, "random.choice", sequence, m.semantics.element(m, sequence), pos)


class PythonSemantics(Semantics):
    language = "python"
    natives: dict[str, Native] = {
        **NATIVES,
        **PYTHON_NATIVES,
        **python_adapters.NATIVES,
        **python_addresses.NATIVES,
        **python_classes.NATIVES,
        **python_containers.NATIVES,
        **python_iteration.NATIVES,
        **python_patterns.NATIVES,
        **python_records.NATIVES,
        "random.choice": _choice,
    }
    data_methods = python_methods.NAMES
    absent = UNKNOWN

    def constant_truth(self, value: Any) -> bool:
        return bool(value)

    def object_truth(self, item: Obj) -> bool | None:
        return None if item.kind in ("list", "dict", "set", "tuple") else True

    def truth(self, m: Machine, value: Value) -> bool | None:
        item = value.sole
        if isinstance(item, Obj) and item.kind in ("list", "tuple", "set"):
            length = self.length(m, item)
            return None if length is None else length > 0
        return super().truth(m, value)

    def spell(self, value: Any) -> str:
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return str(value)

    # --- operators ---

    def binary(self, m: Machine, op: str, left: Value, right: Value, pos: int) -> Value:
        if not left.atoms or not right.atoms:
            return NOTHING
        name = _OPERATORS.get(op, "")
        done = python_specials.called(m, left, f"__{name}__", pos, right)
        done = python_specials.called(m, right, f"__r{name}__", pos, left) if done is None else done
        if done is not None:
            return done
        if op == "+":
            return self._add(m, left, right, pos)
        if op == "%" and _is_text(left):
            return self._format(m, left, right, pos)
        if op == "*" and (_is_text(left) or isinstance(left.sole, Obj)):
            sinks.report(m, "loop", right, pos, "a repetition")
        if op == "*" and (_is_text(left) or _may_be_repeated(left, right)):
            return left if left.labels else UNKNOWN
        both = self._together(m, op, left, right, pos) if op in "|&-" else None
        if both is not None:
            return both
        if op == "|" and any(isinstance(a, Obj) for a in left.atoms):
            made = m.new("dict", pos, extra="|")
            members.copy_into(m, made, left, pos)
            members.copy_into(m, made, right, pos)
            return atom(made)
        if left.labels or right.labels or not (left.constant and right.constant):
            lists = [a for a in (*left.atoms, *right.atoms) if isinstance(a, Obj)]
            if lists and op in ("*", "-", "&"):
                return left
        return self.arithmetic(op, left, right)

    def compare(self, m: Machine, op: str, left: Value, right: Value) -> Value:
        owner, other = (right, left) if op in ("in", "not in") else (left, right)
        item = owner.sole
        if isinstance(item, Obj) and item.kind == "instance" and op in _COMPARISONS:
            result = python_specials.called(m, owner, _COMPARISONS[op], item.place[1], other)
            if result is not None:
                return result
        inner, outer = (left, right) if op in ("<", "<=") else (right, left)
        if op in _SUBSETS and all(isinstance(v.sole, Obj) and v.sole.kind == "set" for v in (inner, outer)):
            return BOOLEAN.with_guards(python_methods.subset(m, inner, outer))
        return super().compare(m, op, left, right)

    def _together(self, m: Machine, op: str, left: Value, right: Value, pos: int) -> Value | None:
        """Two sets as one, or two conditions of a query; None for anything else."""
        if any(isinstance(a, Obj) and a.kind == "set" for a in (*left.atoms, *right.atoms)):
            if op == "&":
                return python_methods.common(m, left, right, pos)
            if op == "-":
                return python_methods.without(m, left, pos)
            return self.make_list(m, "set", ([], join(self.element(m, left), self.element(m, right))), pos)
        return stores.both(left, right) if op == "&" else None

    def _add(self, m: Machine, left: Value, right: Value, pos: int) -> Value:
        one, two = left.constant, right.constant
        if any(c is not None and isinstance(c.value, int | float) for c in (one, two)):
            return self.arithmetic("+", left, right)  # a text or a list would raise
        if any(isinstance(a, Obj) and a.kind in ("list", "tuple") for a in (*left.atoms, *right.atoms)):
            first, second = self.exact_elements(m, left), self.exact_elements(m, right)
            if first is not None and second is not None:
                return self.make_list(m, "list", ([*first, *second], None), pos)
            both = join(self.element(m, left), self.element(m, right))
            return self.make_list(m, "list", ([], both), pos)
        if _is_bytes(one) and _is_bytes(two):
            return const(one.value + two.value)  # type: ignore[union-attr]
        return self.add_texts(m, left, right, pos)

    def _format(self, m: Machine, left: Value, right: Value, pos: int) -> Value:
        """`"…%s…" % values`."""
        template = left.text()
        if template is None:
            return unknown(left.labels).with_labels(members.deep_labels(m, right))
        values = (
            self.exact_elements(m, right) if isinstance(right.sole, Obj) and right.sole.kind == "tuple" else [right]
        )
        parts: list[Value] = []
        position = used = 0
        for match in _FORMAT.finditer(template):
            parts.append(const(template[position : match.start()]))
            position = match.end()
            if match[2] == "%":
                parts.append(const("%"))
                continue
            if match[1]:
                value = members.read(m, right, const(match[1]), pos)
            elif values is not None and used < len(values):
                value = values[used]
                used += 1
            else:
                value = unknown(members.deep_labels(m, right))
            numeric = match[2] not in "rsac"
            parts.append(value.map_labels(lambda label: label.add("*")) if numeric else self.to_text(m, value))
        parts.append(const(template[position:]))
        return m.stepped(concat(parts, self.spell), pos, PUT_INTO_TEXT)

    def unary(self, m: Machine, op: str, operand: Value) -> Value:
        constant = operand.constant
        if constant is not None and isinstance(constant.value, int | float) and op in ("-", "+", "~"):
            if op == "~":
                return const(~constant.value) if isinstance(constant.value, int) else UNKNOWN
            return const(-constant.value if op == "-" else +constant.value)
        return stores.inverted(operand) if op == "~" else operand

    # --- members ---

    def missing(self, m: Machine, item: Any, key: Any) -> Value:
        if isinstance(item, Class | Func) and key in ("__name__", "__doc__", "__module__"):
            return const(item.ir.name) if key == "__name__" else UNKNOWN
        if isinstance(item, Class) and key in ("__match_args__", "_fields"):
            names = [const(name) for name in python_types.declared(item)]
            return self.make_list(m, "tuple", (names, None), item.ir.pos, key)
        if isinstance(item, Obj) and item.kind in ("dict", "list", "tuple") and key not in ("__dict__", "__class__"):
            return UNKNOWN
        return UNKNOWN

    def event_member(self, m: Machine, key: str) -> Value:
        return UNKNOWN

    def inherited(self, m: Machine, item: Any, key: Any, pos: int) -> Value | None:
        if not isinstance(key, str):
            return None
        if isinstance(item, Class):
            own = classes.lookup(m, item, key)
            return classes.lookup(m, item.meta, key) if own is None and item.meta is not None else own
        if not isinstance(item, Obj) or item.cls is None:
            return None
        if key == "__class__":
            return atom(item.cls)
        if key == "__dict__":
            return atom(item)
        found = classes.lookup(m, item.cls, key)
        if found is not None:
            return self.got(m, found, item, pos)
        dynamic = python_specials.special(m, item, "__getattr__") if not key.startswith("__") else None
        if dynamic is not None:
            return python_specials.call_special(m, item, dynamic, pos, const(key))
        base = classes.external_base(item.cls)
        if base is not None:
            return self.external_member(m, External(m.models.result_type(base.name)), key, pos)
        return None

    def external_member(self, m: Machine, item: External, name: str, pos: int) -> Value:
        if item.name == "os.environ":
            return environment.read(m, name, pos)
        return stub_module(m, "python", f"{item.name}.{name}") or super().external_member(m, item, name, pos)

    def item(self, m: Machine, owner: Value, key: Value, pos: int) -> Value:
        if key.labels and any(isinstance(a, External) and a.name in _NAMESPACES for a in owner.atoms):
            sinks.report(m, "dispatch", key, pos, "a look-up among the names of the program")
        python_containers.supplied(m, owner, key, pos)
        special = python_records.at(m, owner, key, pos) or python_adapters.generic(m, owner, key, pos)
        if special is not None:
            return special
        for _, about, preds in guards.of_lookup(m, owner, key):
            m.assume(about, preds)  # a key that is not in the table raises
        if not any(isinstance(a, Obj) and a.kind == "instance" for a in owner.atoms):
            return predictable.chosen(owner, members.read(m, owner, key, pos), key)
        result = NOTHING
        for item in owner.atoms:
            one = Value((item,), owner.labels)
            part = python_specials.called(m, one, "__getitem__", pos, key)
            result = join(result, members.read(m, one, key, pos) if part is None else part)
        return result

    def set_item(self, m: Machine, owner: Value, key: Value, value: Value, pos: int) -> None:
        if python_specials.called(m, owner, "__setitem__", pos, key, value) is None:
            super().set_item(m, owner, key, value, pos)

    def delete_item(self, m: Machine, owner: Value, key: Value, pos: int) -> None:
        if python_specials.called(m, owner, "__delitem__", pos, key) is None:
            super().delete_item(m, owner, key, pos)

    def iterated_object(self, m: Machine, item: Obj) -> Value:
        following = python_specials.first_called(m, item, ("__next__", "__anext__"), item.place[1])
        if following is not None:
            return following
        names = python_records.tuple_fields(item)
        if names is not None:
            return members.contents(m, item)
        iterator = python_specials.first_called(m, item, ("__iter__", "__aiter__"), item.place[1])
        if iterator is None:
            return super().iterated_object(m, item)
        return self.element(m, Value(tuple(a for a in iterator.atoms if a is not item), iterator.labels))

    def exact_elements(self, m: Machine, value: Value) -> list[Value] | None:
        item = value.sole
        names = python_records.tuple_fields(item)
        if isinstance(item, Obj) and names is not None:
            return python_records.items(m, item, names)
        return super().exact_elements(m, value)

    def step_to_element(self, label: Label) -> str:
        # A loop over an item of a table goes over the names of its attributes.
        steps = label.names
        of_table = label.origin.channel is not None and label.origin.channel[0] == "dynamodb"
        if of_table and (steps[-1:] in (("Item",), ("Attributes",)) or steps[-2:] == ("Items", "*")):
            return KEY
        return super().step_to_element(label)

    def as_text(self, m: Machine, value: Value) -> Value:
        return python_specials.replaced(m, value, ("__fspath__", "__str__"), 0)

    def to_text(self, m: Machine, value: Value) -> Value:
        value = python_objects.messages(m, python_specials.replaced(m, value, ("__str__", "__fspath__"), 0))
        text = super().to_text(m, value)
        if value.atoms and all(isinstance(item, Obj | EventNode) for item in value.atoms):
            # It is written as it would be in the code, in quotes and with its line breaks escaped.
            return text.map_labels(lambda label: label.add("no:\n", "no:\r"))
        return text

    # --- classes ---

    def fill_instance(self, m: Machine, instance: Obj, args: Args) -> None:
        if python_settings.are(instance.cls):
            python_settings.fill(m, instance, args)
        python_objects.fill(m, instance, args)

    def make_instance(self, m: Machine, cls: Class, args: Args, pos: int) -> Value | None:
        return python_classes.instance(m, cls, args, pos)

    def class_made(self, m: Machine, cls: Class, names: list[str]) -> None:
        python_classes.made(m, cls, names)

    def member_above(self, m: Machine, cls: Class, receiver: Value, name: str, args: Args, pos: int) -> Value:
        return python_classes.above(m, cls, receiver, name, args, pos)

    def set_by_code(self, m: Machine, item: Any, key: Any, setter: Value, value: Value, pos: int) -> bool:
        return python_classes.set_by_code(m, item, key, setter, value, pos)

    def got(self, m: Machine, found: Value, item: Any, pos: int) -> Value:
        return python_classes.got(m, found, item, pos)

    def method_of_external(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        item = receiver.sole
        if isinstance(item, External) and item.name == "os.environ" and name in ("get", "pop", "setdefault"):
            return environment.getenv(m, args, pos)
        if isinstance(item, External) and name == "__init__":
            return python_classes.of_base(m, item, args, pos)
        return None

    # --- names ---

    def global_name(self, m: Machine, name: str) -> Value:
        if name == "__name__":
            return const("handler")
        if name == "__match__":
            return atom(External(python_patterns.NAME))
        if name in _BUILTINS:
            return atom(External(f"builtins.{name}"))
        return UNKNOWN

    def unassigned(self, m: Machine, name: str) -> Value:
        return UNKNOWN

    # --- calls ---

    def method_of_instance(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        found = python_matches.method(m, receiver, name, args, pos)
        if found is None:
            found = super().method_of_instance(m, receiver, name, args, pos)
            if found is not None and name in ("match", "fullmatch", "search"):
                subject = args.at(0, "string") or UNKNOWN
                found = python_matches.matched(m, patterns.pattern_of(m, receiver), subject, found, pos)
        found = python_adapters.method(m, receiver, name, args, pos) if found is None else found
        found = python_methods.of_mapping(m, receiver, name, args, pos) if found is None else found
        return python_objects.model_method(m, receiver, name, args, pos) if found is None else found

    def method(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
        model = python_objects.model_method(m, receiver, name, args, pos)
        if model is not None:
            return model
        if isinstance(receiver.sole, Class):
            of_class = python_classes.method(m, receiver.sole, name, args, pos)
            if of_class is not None:
                return of_class
        return python_methods.call(m, receiver, name, args, pos)

    def enter(self, m: Machine, value: Value, node: ir.Expr) -> Value:
        result = NOTHING
        for item in value.atoms:
            entered = python_specials.first_called(m, item, _ENTERING, node.pos)
            result = join(result, Value((item,)) if entered is None else entered)
        return result.with_labels(value.labels)

    def has_exit(self, m: Machine, value: Value) -> bool:
        return any(python_specials.special(m, item, name) for item in value.atoms for name in _LEAVING)

    def leave(self, m: Machine, value: Value, pos: int) -> None:
        for item in value.atoms:
            python_specials.first_called(m, item, _LEAVING, pos, NONE, NONE, NONE)


_ENTERING = ("__enter__", "__aenter__")
_LEAVING = ("__exit__", "__aexit__")


def _may_be_repeated(value: Value, times: Value) -> bool:
    """Whether outside data of no known type is multiplied by a whole number: of a text, that makes a longer one."""
    constant = times.constant
    whole = constant is not None and type(constant.value) is int
    return whole and value.is_unknown and any("number" not in label.preds for label in value.labels)


def _is_text(value: Value) -> bool:
    return any(isinstance(a, Text) or (isinstance(a, Const) and isinstance(a.value, str)) for a in value.atoms)


def _is_bytes(constant: Const | None) -> bool:
    return constant is not None and isinstance(constant.value, bytes)
