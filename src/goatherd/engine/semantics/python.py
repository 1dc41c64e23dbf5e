"""Python: operators, members, names."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import classes, members, predictable, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.labels import KEY
from goatherd.engine.semantics import environment, patterns, python_matches, python_methods, python_objects
from goatherd.engine.semantics.base import Native, Semantics, stub_module
from goatherd.engine.semantics.json_schemas import PYTHON_NATIVES
from goatherd.engine.semantics.python_builtins import NATIVES
from goatherd.engine.values import (
    NOTHING,
    UNKNOWN,
    Class,
    Const,
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
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label

_BUILTINS = frozenset(dir(builtins)) | {"WindowsError"}
_NAMESPACES = frozenset({"builtins.globals()", "builtins.locals()", "sys.modules"})
_MODULE_NAMES = frozenset({"__file__", "__doc__", "__package__", "__path__", "__spec__", "__builtins__"})
_FORMAT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")


def _choice(m: Machine, args: Args, pos: int) -> Value:
    sequence = args.at(0, "seq") or UNKNOWN
    return predictable.picked(m, "random.choice", sequence, m.semantics.element(m, sequence), pos)


class PythonSemantics(Semantics):
    language = "python"
    natives: dict[str, Native] = {**NATIVES, **PYTHON_NATIVES, **python_objects.NATIVES, "random.choice": _choice}
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
        if op == "+":
            return self._add(m, left, right, pos)
        if op == "%" and _is_text(left):
            return self._format(m, left, right, pos)
        divided = python_objects.special(m, left.sole, "__truediv__") if op == "/" else None
        if divided is not None:
            return python_objects.call_special(m, left.sole, divided, pos, right)
        if op == "*" and (_is_text(left) or isinstance(left.sole, Obj)):
            sinks.report(m, "loop", right, pos, "a repetition")
        if op == "*" and _is_text(left):
            return left if left.labels else UNKNOWN
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

    def _add(self, m: Machine, left: Value, right: Value, pos: int) -> Value:
        one, two = left.constant, right.constant
        if one is not None and two is not None and not isinstance(one.value, str | bytes):
            return self.arithmetic("+", left, right)
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
        return m.stepped(concat(parts, self.spell), pos, "put into a text")

    def unary(self, m: Machine, op: str, operand: Value) -> Value:
        constant = operand.constant
        if constant is not None and isinstance(constant.value, int | float) and op in ("-", "+", "~"):
            if op == "~":
                return const(~constant.value) if isinstance(constant.value, int) else UNKNOWN
            return const(-constant.value if op == "-" else +constant.value)
        return operand

    # --- members ---

    def missing(self, m: Machine, item: Any, key: Any) -> Value:
        if isinstance(item, Class | Func) and key in ("__name__", "__doc__", "__module__"):
            return const(item.ir.name) if key == "__name__" else UNKNOWN
        if isinstance(item, Obj) and item.kind in ("dict", "list", "tuple") and key not in ("__dict__", "__class__"):
            return UNKNOWN
        return UNKNOWN

    def event_member(self, m: Machine, key: str) -> Value:
        return UNKNOWN

    def inherited(self, m: Machine, item: Any, key: Any, pos: int) -> Value | None:
        if not isinstance(key, str):
            return None
        if isinstance(item, Class):
            return classes.lookup(m, item, key)
        if not isinstance(item, Obj) or item.cls is None:
            return None
        if key == "__class__":
            return atom(item.cls)
        found = classes.lookup(m, item.cls, key)
        if found is not None:
            return _property(m, found, item, pos)
        dynamic = python_objects.special(m, item, "__getattr__") if not key.startswith("__") else None
        if dynamic is not None:
            return python_objects.call_special(m, item, dynamic, pos, const(key))
        base = classes.external_base(item.cls)
        if base is not None:
            return self.external_member(m, External(m.models.result_type(base.name)), key)
        return None

    def external_member(self, m: Machine, item: External, name: str) -> Value:
        if item.name == "os.environ":
            return environment.read(m, name)
        return stub_module(m, "python", f"{item.name}.{name}") or super().external_member(m, item, name)

    def item(self, m: Machine, owner: Value, key: Value, pos: int) -> Value:
        if key.labels and any(isinstance(a, External) and a.name in _NAMESPACES for a in owner.atoms):
            sinks.report(m, "dispatch", key, pos, "a look-up among the names of the program")
        if not any(isinstance(a, Obj) and a.kind == "instance" for a in owner.atoms):
            return predictable.chosen(owner, members.read(m, owner, key, pos), key)
        result = NOTHING
        for item in owner.atoms:
            method = python_objects.special(m, item, "__getitem__")
            if method is not None:
                result = join(result, python_objects.call_special(m, item, method, pos, key))
            else:
                result = join(result, members.read(m, Value((item,), owner.labels), key, pos))
        return result

    def iterated_object(self, m: Machine, item: Obj) -> Value:
        following = python_objects.special(m, item, "__next__")
        if following is not None:
            return python_objects.call_special(m, item, following, item.place[1])
        method = python_objects.special(m, item, "__iter__")
        if method is None:
            return super().iterated_object(m, item)
        iterator = python_objects.call_special(m, item, method, item.place[1])
        return self.element(m, Value(tuple(a for a in iterator.atoms if a is not item), iterator.labels))

    def step_to_element(self, label: Label) -> str:
        # A loop over an item of a table goes over the names of its attributes.
        steps = [step for step in label.access if not step.startswith("|")]
        of_table = label.origin.channel is not None and label.origin.channel[0] == "dynamodb"
        if of_table and (steps[-1:] in (["Item"], ["Attributes"]) or steps[-2:] == ["Items", "*"]):
            return KEY
        return super().step_to_element(label)

    def as_text(self, m: Machine, value: Value) -> Value:
        return python_objects.replaced(m, value, ("__fspath__", "__str__"), 0)

    def to_text(self, m: Machine, value: Value) -> Value:
        return super().to_text(m, python_objects.replaced(m, value, ("__str__", "__fspath__"), 0))

    def fill_instance(self, m: Machine, instance: Obj, args: Args) -> None:
        python_objects.fill(m, instance, args)

    def method_of_external(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        item = receiver.sole
        if isinstance(item, External) and item.name == "os.environ" and name in ("get", "pop", "setdefault"):
            return environment.getenv(m, args, pos)
        return None

    # --- names ---

    def global_name(self, m: Machine, name: str) -> Value:
        if name == "__name__":
            return const("handler")
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
        return python_objects.model_method(m, receiver, name, args, pos) if found is None else found

    def method(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
        model = python_objects.model_method(m, receiver, name, args, pos)
        if model is not None:
            return model
        return python_methods.call(m, receiver, name, args, pos)

    def enter(self, m: Machine, value: Value, node: ir.Expr) -> Value:
        result = NOTHING
        for item in value.atoms:
            method = classes.lookup(m, item.cls, "__enter__") if isinstance(item, Obj) and item.cls else None
            if method is not None:
                result = join(result, m.call(method, Args(), node.pos, this=atom(item)))
            else:
                result = join(result, Value((item,)))
        return result.with_labels(value.labels)


def _property(m: Machine, found: Value, item: Obj, pos: int) -> Value:
    result = NOTHING
    for part in found.atoms:
        if isinstance(part, Func) and classes.method_kind(part.ir) == "get":
            result = join(result, m.invoke(part, Args(), pos, atom(item)))
        else:
            result = join(result, classes.bind_method(m, Value((part,), found.labels), item))
    return result


def _is_text(value: Value) -> bool:
    return any(isinstance(a, Text) or (isinstance(a, Const) and isinstance(a.value, str)) for a in value.atoms)


def _is_bytes(constant: Const | None) -> bool:
    return constant is not None and isinstance(constant.value, bytes)
