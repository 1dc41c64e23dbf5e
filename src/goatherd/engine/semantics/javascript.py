"""JavaScript and TypeScript: operators, members, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code.ir import UNDEFINED
from goatherd.engine.interpreter import classes, guards, members, predictable, prototypes, sent
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.members import LENGTH
from goatherd.engine.kinds import KINDS
from goatherd.engine.labels import ERROR_RESPONSE, WHOLE_NUMBER
from goatherd.engine.semantics import (
    environment,
    javascript_matches,
    javascript_methods,
    javascript_objects,
    javascript_schemas,
    javascript_templates,
    json_schemas,
    python_specials,
)
from goatherd.engine.semantics.base import Native, Semantics
from goatherd.engine.semantics.javascript_class_validator import NATIVES as CLASS_VALIDATOR
from goatherd.engine.semantics.javascript_globals import NATIVES, as_number
from goatherd.engine.semantics.javascript_platform import NATIVES as PLATFORM
from goatherd.engine.semantics.javascript_schemas import NATIVES as SCHEMAS
from goatherd.engine.semantics.javascript_templates import NATIVES as TEMPLATES
from goatherd.engine.semantics.json_schemas import NATIVES as JSON_SCHEMAS
from goatherd.engine.stubs.controllers import NATIVES as CONTROLLERS
from goatherd.engine.stubs.injection import NATIVES as INJECTION
from goatherd.engine.stubs.intrinsics import NATIVES as INTRINSICS
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    NOTHING,
    UNDEFINED_VALUE,
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
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels

# A table has what every object inherits, which leads to prototypes and to methods.
_LINKED, _BOUND = "sst.Resource.", "sst/node/"
_OF_TABLES = frozenset(KINDS) - {"prototype", "dispatch"}
_TYPES = {str: "string", bool: "boolean", int: "number", float: "number"}


class JavaScriptSemantics(Semantics):
    language = "javascript"
    natives: dict[str, Native] = {
        **NATIVES,
        **PLATFORM,
        **SCHEMAS,
        **JSON_SCHEMAS,
        **CLASS_VALIDATOR,
        **TEMPLATES,
        **INTRINSICS,
        **INJECTION,
        **CONTROLLERS,
    }
    data_methods = javascript_methods.NAMES
    absent = UNDEFINED_VALUE

    def constant_truth(self, value: Any) -> bool:
        return bool(value)

    def spell(self, value: Any) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return "undefined" if value is UNDEFINED else str(value)

    # --- operators ---

    def loosely_same(self, op: str, left: Value, right: Value) -> bool | None:
        if op in ("==", "!="):
            left, right = _null_for_undefined(left), _null_for_undefined(right)
        return self.same(left, right)

    def compare(self, m: Machine, op: str, left: Value, right: Value) -> Value:
        if op == "instanceof" and left.atoms:
            answers = {self.is_instance(item, right) for item in left.atoms}
            answer = answers.pop() if len(answers) == 1 else None
            return BOOLEAN if answer is None else const(answer)
        return super().compare(m, op, left, right)

    def is_instance(self, item: Any, cls: Value) -> bool | None:
        return _is_instance(item, cls.sole)

    def binary(self, m: Machine, op: str, left: Value, right: Value, pos: int) -> Value:
        if not left.atoms or not right.atoms:
            return NOTHING
        if op != "+":
            return self.arithmetic(op, left, right)
        one, two = left.constant, right.constant
        if one is not None and two is not None and not isinstance(one.value, str) and not isinstance(two.value, str):
            return self.arithmetic(op, left, right)
        result = self.add_texts(m, left, right, pos)
        if not result.labels or not any(isinstance(a, Text) and len(a.parts) > 1 for a in result.atoms):
            return result
        return result.map_labels(lambda label: label.add("string"))

    def unary(self, m: Machine, op: str, operand: Value) -> Value:
        if op == "typeof":
            return UNKNOWN if _is_of_stub(operand.sole) and not m.module.is_stub else _typeof(operand)
        if op == "void":
            return UNDEFINED_VALUE
        if op == "delete":
            return const(True)
        constant = operand.constant
        if constant is not None and isinstance(constant.value, int | float) and op in ("-", "+"):
            return const(-constant.value if op == "-" else +constant.value)
        if op == "+":
            return as_number(operand, WHOLE_NUMBER)
        return self.arithmetic("-", operand, const(0))

    def property_key(self, key: Value) -> Value:
        constant = key.constant
        if constant is not None and isinstance(constant.value, float) and constant.value.is_integer():
            return const(int(constant.value))
        symbol = key.sole
        if isinstance(symbol, External) and symbol.name.startswith(javascript_objects.SYMBOL):
            return const(symbol.name)
        return key

    def item(self, m: Machine, owner: Value, key: Value, pos: int) -> Value:
        constant = key.constant
        if constant is not None and isinstance(constant.value, str) and constant.value.isdigit():
            key = const(int(constant.value))
        result = members.read(m, owner, self.property_key(key), pos)
        if not key.labels:
            return result
        found = guards.of_lookup(m, owner, key, _OF_TABLES)
        result = predictable.chosen(owner, prototypes.mark_member(m, result, key), key)
        return join(result, UNDEFINED_VALUE).with_guards(found) if found else result

    # --- members ---

    def missing(self, m: Machine, item: Any, key: Any) -> Value:
        if key == "length" and isinstance(item, Obj):
            value = m.get_field(item, LENGTH)
            return value if value is not None else UNKNOWN
        if isinstance(item, Func | Class):
            if key == "prototype":
                return atom(item)
            if key == "length" and isinstance(item, Func):
                return const(len(item.ir.params))
            if key == "name":
                return const(item.ir.name)
            known = isinstance(item, Func) and key not in javascript_methods.OF_FUNCTIONS
            return UNDEFINED_VALUE if known else UNKNOWN
        if isinstance(item, Obj) and item.kind in ("dict", "object", "list", "tuple"):
            if key in javascript_methods.OWNERSHIP:
                return atom(External(f"Object.prototype.{key}"))
            return UNDEFINED_VALUE if not javascript_methods.is_method(item, key) else UNKNOWN
        return UNKNOWN if isinstance(item, Obj) and classes.external_base(item.cls) else UNDEFINED_VALUE

    def event_member(self, m: Machine, key: str) -> Value:
        return UNKNOWN

    def member_above(self, m: Machine, cls: Class, receiver: Value, name: str, args: Args, pos: int) -> Value:
        item = receiver.sole
        bases = (base for base in classes.order(cls) if isinstance(base, External))
        if name == "constructor" and isinstance(item, Obj) and any(base.name.endswith("Error") for base in bases):
            m.set_field(item, "message", args.at(0) or const(""))
        return super().member_above(m, cls, receiver, name, args, pos)

    def primitive_member(self, m: Machine, item: Any, keys: tuple[Any, ...] | None, pos: int) -> Value:
        if keys == ("length",):
            return const(len(item.value)) if isinstance(item, Const) and isinstance(item.value, str) else UNKNOWN
        if isinstance(item, Const) and (item.value is None or item.value is UNDEFINED):
            return UNDEFINED_VALUE
        return super().primitive_member(m, item, keys, pos)

    def lacks_parts(self, labels: Labels, keys: tuple[Any, ...] | None) -> bool:
        if keys is None or len(keys) != 1 or not isinstance(keys[0], str) or keys[0].isdigit():
            return False
        if keys[0] == "length":
            return True
        # Middlewares that nobody can look into parse bodies.
        return all("string" in label.preds and label.access[-1:] != ("body",) for label in labels)

    def inherited(self, m: Machine, item: Any, key: Any, pos: int) -> Value | None:
        if isinstance(item, Class):
            return classes.lookup(m, item, key)
        if not isinstance(item, Obj):
            return None
        parent = m.get_field(item, classes.PROTOTYPE)
        if parent is not None:
            return members.read(m, parent, const(key), pos)
        if item.cls is None:
            return None
        if item.cls == javascript_objects.PROXY:
            return javascript_objects.of_proxy(m, item, key, pos)
        if key == "constructor":
            return atom(item.cls)
        found = classes.lookup(m, item.cls, key)
        if found is not None:
            return self.got(m, found, item, pos)
        base = classes.external_base(item.cls)
        if base is not None and isinstance(key, str):
            return self.external_member(m, External(m.models.result_type(base.name)), key, pos)
        return None

    def got(self, m: Machine, found: Value, item: Any, pos: int) -> Value:
        result = NOTHING
        for part in found.atoms:
            if isinstance(part, Func) and part.ir.kind == "get":
                result = join(result, m.invoke(part, Args(), pos, atom(item)))
            else:
                result = join(result, classes.bind_method(m, Value((part,), found.labels), item))
        return result

    def class_made(self, m: Machine, cls: Class, names: list[str]) -> None:
        pass

    def leave(self, m: Machine, value: Value, pos: int) -> None:
        pass  # `using` has no code of the program to run

    def library_module(self, m: Machine, name: str) -> Value:
        return super().library_module(m, name.removeprefix("node:"))

    def external_member(self, m: Machine, item: External, name: str, pos: int) -> Value:
        if item.name == "process.env":
            return environment.read(m, name, pos)
        linked = self._of_sst(m, item.name, name, pos)
        if linked is not None:
            return linked
        if item.name == "globalThis":
            return self.global_name(m, name)
        if name == "default" and not item.name.endswith("()"):
            return atom(item)
        return super().external_member(m, item, name, pos)

    def _of_sst(self, m: Machine, owner: str, name: str, pos: int) -> Value | None:
        """What SST gives code of the resources that are linked or bound to it."""
        if owner.startswith(_LINKED):
            return environment.linked(m, owner.removeprefix(_LINKED), name, pos)
        return environment.bound(m, owner, name, pos) if owner.startswith(_BOUND) else None

    # --- names ---

    def global_name(self, m: Machine, name: str) -> Value:
        if name == "undefined":
            return UNDEFINED_VALUE
        if name in ("NaN", "Infinity", "__dirname", "__filename"):
            return UNKNOWN
        if name in ("global", "window", "self"):
            name = "globalThis"
        return atom(External(m.models.canonical(name)))

    def unassigned(self, m: Machine, name: str) -> Value:
        return UNDEFINED_VALUE

    # --- collections ---

    def to_text(self, m: Machine, value: Value) -> Value:
        item = value.sole
        if isinstance(item, Obj) and item.cls == javascript_methods.QUERY:
            value = javascript_methods.query_text(m, value, Args(()), item.place[1])
        text = super().to_text(m, python_specials.replaced(m, value, ("toString",), 0))
        labels = sent.as_text(text.labels)
        return Value(text.atoms, labels, text.guards).map_labels(lambda label: label.drop(ERROR_RESPONSE))

    def iterated_object(self, m: Machine, item: Obj) -> Value:
        given = javascript_objects.iterated(m, item)
        if given is not None:
            return given
        if javascript_methods.is_map(item):
            pair = [self.keys_of(m, item), members.contents(m, item)]
            return self.make_list(m, "list", (pair, None), item.place[1], ("pair", item))
        return members.contents(m, item)

    def exact_elements(self, m: Machine, value: Value) -> list[Value] | None:
        item = value.sole
        if isinstance(item, Obj) and javascript_methods.is_map(item) and not members.is_open(m, item):
            pairs = self.natives["Object.entries"](m, Args((value,)), item.place[1])
            return super().exact_elements(m, pairs) or None  # one that is empty here may be filled by another event
        return super().exact_elements(m, value)

    # --- calls ---

    def method(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
        special = javascript_templates.method(m, receiver, name, args, pos)
        special = special or json_schemas.method(m, receiver, name, args, pos)
        return special or javascript_methods.call(m, receiver, name, args, pos)

    def method_of_instance(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        item = receiver.sole
        if isinstance(item, Obj) and item.cls == javascript_objects.PROXY:
            return m.call(members.read(m, receiver, const(name), pos), args, pos, this=receiver)
        if isinstance(item, Obj) and javascript_methods.has_methods(item, name):
            return javascript_methods.call(m, receiver, name, args, pos)
        if name == "exec" and isinstance(item, Obj) and isinstance(item.cls, External) and item.cls.name == "RegExp":
            return javascript_matches.matched(m, receiver, args.at(0) or UNKNOWN, pos)
        if isinstance(item, Obj) and javascript_schemas.is_schema(item):
            return javascript_schemas.method(m, receiver, name, args, pos)
        return super().method_of_instance(m, receiver, name, args, pos)

    def method_of_external(self, m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
        parsed = javascript_schemas.method_of_name(m, receiver, name, args, pos)
        return parsed or javascript_methods.promise_method(m, receiver, name, args, pos)

    def call_tag(self, m: Machine, callee: Value, args: Args, pos: int) -> Value:
        """`tag\\`a${x}b\\``: a library's tag binds its substitutions, and hands on no text where a rule says so."""
        tags = [a for a in callee.atoms if isinstance(a, External)]
        if tags:
            strings = self.exact_elements(m, args.at(0) or UNKNOWN) or []
            pieces: list[Value] = []
            for index, text in enumerate(strings):
                pieces.append(text)
                if index + 1 < len(args.positional):
                    pieces.append(args.positional[index + 1].bare())
            bound = concat(pieces, self.spell)
            clean = all(any(rule.clean for rule in m.models.rules(tag.name)) for tag in tags)
            return bound if clean else bound.with_labels(args.labels(m))
        return m.call(callee, args, pos)


def _is_instance(item: Any, cls: Any) -> bool | None:
    caught = isinstance(item, External) and item.name == "exception"
    if item is ANY or caught or not isinstance(cls, Class | External):
        return None
    if isinstance(cls, External):
        if cls.name == "Array":
            return isinstance(item, Obj) and item.kind == "list" if not isinstance(item, External) else None
        if isinstance(item, Func) and cls.name not in ("Function", "Object"):
            return False
        own = isinstance(item, Obj) and isinstance(item.cls, External) and item.cls.name == cls.name
        return True if own else None
    return isinstance(item, Obj) and _derives(item.cls, cls)


def _derives(own: Any, cls: Class, depth: int = 0) -> bool:
    if own is cls:
        return True
    if not isinstance(own, Class) or depth > 12:
        return False
    return any(_derives(base, cls, depth + 1) for bases in own.bases for base in bases.atoms)


def _is_of_stub(item: Any) -> bool:
    """Whether it stands for an object of a library, which may be a function there, as an application of express is."""
    return isinstance(item, Obj) and isinstance(item.cls, Class) and bool(item.cls.module.is_stub)


def _typeof(operand: Value) -> Value:
    item = operand.sole
    if operand.labels or item is None:
        return UNKNOWN
    if isinstance(item, Const):
        if item.value is UNDEFINED:
            return const("undefined")
        return const(_TYPES.get(type(item.value), "object"))
    if isinstance(item, Text):
        return const("string")
    if isinstance(item, Func | Class):
        return const("function")
    return const("object") if isinstance(item, Obj | EventNode) else UNKNOWN


def _null_for_undefined(value: Value) -> Value:
    atoms = tuple(
        dict.fromkeys(Const(None) if isinstance(a, Const) and a.value is UNDEFINED else a for a in value.atoms)
    )
    return Value(atoms, value.labels) if atoms != value.atoms else value
