"""Python's built-in functions, and the few of its library that the engine computes itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import imports, members, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard, of_every
from goatherd.engine.kinds import CONVERTED
from goatherd.engine.labels import JOINED_PATH, mapped
from goatherd.engine.semantics import data, environment, patterns, python_classes, python_processes
from goatherd.engine.stubs import intrinsics
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    NONE,
    NOTHING,
    UNKNOWN,
    Bound,
    Class,
    Const,
    External,
    Func,
    ModuleAtom,
    Obj,
    Text,
    Value,
    concat,
    const,
    join,
    unknown,
)
from goatherd.engine.values import Native as NativeMethod

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native


def _first(args: Args) -> Value:
    return args.at(0) or UNKNOWN


def _str(m: Machine, args: Args, pos: int) -> Value:
    if not args.positional:
        return const("")
    value = m.semantics.to_text(m, args.positional[0])
    constant = value.constant
    if constant is not None and isinstance(constant.value, str | int | bool):
        return const(m.semantics.spell(constant.value))
    if any(isinstance(a, Text) for a in value.atoms):
        return value
    return value.map_labels(lambda label: label.extend("|str", keep=True).add("string"))


def _number(m: Machine, args: Args, pos: int) -> Value:
    value = args.at(0)
    constant = value.constant if value is not None else None
    if constant is not None:
        try:
            return const(int(constant.value))
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN
    if value is not None:
        for _, key, preds in guard(value, CONVERTED):
            m.assume(key, preds)  # anything but a number raises
    labels = value.labels if value is not None else ()
    return unknown(mapped(labels, lambda label: label.extend("|number").add("*", "number")))


def _derived_number(m: Machine, args: Args, pos: int) -> Value:
    return unknown(mapped(_first(args).labels, lambda label: label.extend("|number").add("*", "number")))


def _len(m: Machine, args: Args, pos: int) -> Value:
    item = _first(args).sole
    if isinstance(item, Obj):
        return m.get_field(item, members.LENGTH) or UNKNOWN
    if isinstance(item, Const) and isinstance(item.value, str | bytes):
        return const(len(item.value))
    return UNKNOWN


def _every(*, outcome: bool) -> Native:
    """Of `all`, which is true, and `any`, which is false, when every test has that outcome."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        tests = m.semantics.exact_elements(m, _first(args)) or [m.semantics.element(m, _first(args))]
        return BOOLEAN.with_guards(of_every(m, tests, outcome, pos))

    return run


def _range(m: Machine, args: Args, pos: int) -> Value:
    for value in args.positional:
        sinks.report(m, "loop", value, pos, "range")
    numbers = [value.constant.value for value in args.positional if value.constant is not None]
    if len(numbers) == len(args.positional) and all(isinstance(n, int) for n in numbers) and numbers:
        try:
            span = range(*numbers)
        except (TypeError, ValueError):
            return UNKNOWN
        if span == span[:8]:  # it may have more elements than `len` can say
            return m.semantics.make_list(m, "list", ([const(n) for n in span], None), pos)
    return m.semantics.make_list(m, "list", ([], UNKNOWN), pos)


def _called(position: int) -> Native:
    """A call of the argument at a position with those behind it (`asyncio.to_thread(f, x)`)."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        function = args.at(position) or UNKNOWN
        return m.call(function, Args(args.positional[position + 1 :], args.keywords, args.rest, args.others), pos)

    return run


def _load(m: Machine, args: Args, pos: int) -> Value:
    return data.parsed(m, args.at(0, "fp") or UNKNOWN, pos, "parsed from JSON")


def _same(m: Machine, args: Args, pos: int) -> Value:
    return _first(args)


def _request(m: Machine, args: Args, pos: int) -> Value:
    return args.at(0, "url") or UNKNOWN


def _boolean(m: Machine, args: Args, pos: int) -> Value:
    return BOOLEAN


def _bool(m: Machine, args: Args, pos: int) -> Value:
    value = _first(args)
    truth = m.semantics.truth(m, value)
    return (BOOLEAN if truth is None else const(truth)).with_guards(value.guards)


_SCALARS = frozenset({"int", "float", "bool", "Decimal", "UUID", "Number", "complex", "date", "datetime"})


def _isinstance(m: Machine, args: Args, pos: int) -> Value:
    value, kinds = _first(args), args.at(1) or UNKNOWN
    exact = m.semantics.exact_elements(m, kinds)
    atoms = [a for kind in (exact if exact is not None else [kinds]) for a in kind.atoms]
    names = {a.name.rpartition(".")[2] for a in atoms if isinstance(a, External)}
    result = _instance_truth(value, atoms, names)
    if names and len(names) == len(atoms):
        if names <= _SCALARS:
            return result.with_guards(guard(value, {"*"}))
        if names <= _SCALARS | {"str"}:
            result = result.with_guards(guard(value, {"string"}))
        if value.labels and all("string" in label.preds for label in value.labels):
            # a text, or nothing at all where it was not sent
            return result.with_guards(guard(value, {"*"}, polarity="str" not in names))
    return result


def _instance_truth(value: Value, atoms: list[Any], names: set[str]) -> Value:
    item = value.sole
    plain = all(isinstance(a, Text | Const) or (a is ANY and value.labels) for a in value.atoms)
    if plain and atoms and all(isinstance(a, Class) for a in atoms):
        return const(False)  # data from outside is no instance of the program's classes
    if plain and value.labels and names == {"tuple"} and len(names) == len(atoms):
        return const(False)  # nothing that is sent is one
    if value.labels or item is None:
        return BOOLEAN
    if names == {"type"} and isinstance(item, Func | Bound | Class | External):
        return const(not isinstance(item, Func | Bound))
    if isinstance(item, Const):
        return const(type(item.value).__name__ in names) if len(names) == len(atoms) else BOOLEAN
    if isinstance(item, Obj) and item.kind in ("list", "dict", "tuple", "set") and len(names) == len(atoms):
        return const(item.kind in names) if names <= {"list", "dict", "tuple", "set", "str", "int"} else BOOLEAN
    if isinstance(item, Obj) and isinstance(item.cls, Class) and item.cls in atoms:
        return const(True)
    return BOOLEAN


def _getattr(m: Machine, args: Args, pos: int) -> Value:
    owner, name = _first(args), args.at(1) or UNKNOWN
    if name.labels and any(isinstance(a, External | ModuleAtom) for a in owner.atoms) and not _has_fixed_start(name):
        sinks.report(m, "dispatch", name, pos, "getattr of a module")
    value = members.read(m, owner, name, pos)
    default = args.at(2)
    return value if default is None else join(value, default)


def _has_fixed_start(name: Value) -> bool:
    """Whether a name begins with the program's own text, as in `"handle_" + action`."""
    return all(isinstance(a, Const) or (isinstance(a, Text) and isinstance(a.parts[0], str)) for a in name.atoms)


def _setattr(m: Machine, args: Args, pos: int) -> Value:
    members.write(m, _first(args), args.at(1) or UNKNOWN, args.at(2) or UNKNOWN, pos)
    return NONE


def _type(m: Machine, args: Args, pos: int) -> Value:
    if len(args.positional) == 3:
        return python_classes.of_type(m, args, pos)
    kinds = [a.cls for a in _first(args).atoms if isinstance(a, Obj) and a.cls is not None]
    return Value(tuple(dict.fromkeys(kinds))) if kinds else UNKNOWN


def _partial(m: Machine, args: Args, pos: int) -> Value:
    """`functools.partial(f, a, key=b)`: a call with the rest comes later."""
    given, named = args.positional[1:], tuple(args.keywords.items())
    if args.rest is not None:
        return _first(args)
    return Value(tuple(_given(item, given, named) for item in _first(args).atoms))


def _given(item: Any, given: tuple[Value, ...], named: tuple[tuple[str, Value], ...]) -> Any:
    if isinstance(item, Bound) and not isinstance(item.function, NativeMethod):
        return Bound(item.function, item.receiver, (*item.given, *given), (*item.named, *named))
    return Bound(item, NOTHING, given, named)


def _queue(m: Machine, args: Args, pos: int) -> Value:
    """`asyncio.Queue` is a queue whose methods are waited for."""
    module = m.semantics.library_module(m, "queue")
    return m.call(members.read(m, module, const("Queue"), pos), args, pos)


# --- json and friends ----------------------------------------------------------------------------


def _loads(m: Machine, args: Args, pos: int) -> Value:
    value = args.at(0, "s") or UNKNOWN
    text = value.text()
    if text is not None and len(text) < 100_000:
        try:
            return imports.value_of_data(m, json.loads(text), [500], (m.module.path, pos))
        except (ValueError, RecursionError):
            return UNKNOWN
    return data.parsed(m, value, pos, "parsed from JSON")


def _dumps(m: Machine, args: Args, pos: int) -> Value:
    return data.serialised(m, args.at(0, "obj") or UNKNOWN, pos)


def _join_path(m: Machine, args: Args, pos: int) -> Value:
    parts: list[Value] = []
    for value in args.positional:
        if parts:
            parts.append(const("/"))
        parts.append(value)
    if args.rest is not None:
        parts += [const("/"), args.rest]
    return m.stepped(concat(parts, m.semantics.spell), pos, JOINED_PATH)


NATIVES: dict[str, Native] = {
    "builtins.str": _str,
    "builtins.repr": _str,
    "builtins.format": _str,
    "builtins.ascii": _str,
    "builtins.int": _number,
    "builtins.float": _number,
    "builtins.round": _derived_number,
    "builtins.abs": _derived_number,
    "builtins.ord": _derived_number,
    "builtins.hash": _derived_number,
    "decimal.Decimal": _number,
    "builtins.len": _len,
    "builtins.all": _every(outcome=True),
    "builtins.any": _every(outcome=False),
    "builtins.range": _range,
    "json.load": _load,
    "simplejson.load": _load,
    "builtins.iter": _same,
    "builtins.bytes": _same,
    "builtins.bytearray": _same,
    "builtins.hasattr": _boolean,
    "builtins.callable": _boolean,
    "builtins.issubclass": _boolean,
    "builtins.bool": _bool,
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.type": _type,
    "builtins.vars": _same,
    # decorators that keep what they decorate
    "functools.wraps": lambda m, a, p: UNKNOWN,
    "functools.update_wrapper": _same,
    "functools.lru_cache": lambda m, a, p: UNKNOWN,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "urllib.request.Request": _request,
    "urllib2.Request": _request,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "asyncio.run": _same,
    "asyncio.create_task": _same,
    "asyncio.ensure_future": _same,
    "asyncio.wait_for": _same,
    "asyncio.shield": _same,
    "asyncio.to_thread": _called(0),
    "asyncio.get_event_loop().run_until_complete": _same,
    "asyncio.new_event_loop().run_until_complete": _same,
    "asyncio.get_event_loop().create_task": _same,
    "asyncio.get_event_loop().run_in_executor": _called(1),
    "asyncio.get_running_loop().run_in_executor": _called(1),
    "asyncio.Queue": _queue,
    "asyncio.gather": lambda m, a, p: m.semantics.make_list(m, "list", (list(a.positional), a.rest), p),
    "json.loads": _loads,
    "simplejson.loads": _loads,
    "orjson.loads": _loads,
    "ujson.loads": _loads,
    "json.dumps": _dumps,
    "simplejson.dumps": _dumps,
    "orjson.dumps": _dumps,
    "ujson.dumps": _dumps,
    "os.getenv": environment.getenv,
    "os.path.join": _join_path,
    **patterns.PYTHON,
    **intrinsics.NATIVES,
    **python_processes.NATIVES,
}
