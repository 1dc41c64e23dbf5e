"""What a stub may ask of the engine, as functions of a module `goatherd_intrinsics`.

`event()`                     the event of this run
`each(items, function)`       call `function` for every item, one by one
`arguments(function, rule, style)`
                              keyword arguments that a framework gives a route function (see `routes`)
`respond(result, type, function)`
                              `result` of a route function goes back to the caller, as `type` unless it says more
`follow(members, given, reached, whose)`
                              run a chain of functions: each gets what all are `given` and what goes on with the one
                              behind it; `reached` is called with each place that is reached, and the one behind all;
                              chains of the same functions are told apart by `whose` they are
`handed_to(kind, error)`      what of an error that was caught a handler for `kind` gets; without any it never returns
`field(wrapper, data, name)`  the field of an event that a data class calls `name` ("query_string_parameters")
`sink(kind, value, name, reason)`
                              data arrives where it is dangerous; `reason` is why that may not be so, "" for nothing
`answers(value)`              whether it may be a function or an object with methods, no text and no pattern
`own(value)`                  whether it is a function of the program
`annotated(function)`         the class that the first parameter but `self` of a function is annotated with
`unwaited(functions)`         a framework calls these, and what they promise nobody waits for
`older(version)`              whether the function runs on a Python before that one; one that nobody knows is not
`shares(headers)`             a response has these headers, which may let pages of other sites read it
`lets_in(origins, credentials)`
                              a framework answers with the origin that asks if both `*` and credentials are allowed
`holding(value, kind, …)`     `value`, harmless for sinks of these kinds
`filled(engine, source, data)`
                              the text that a template engine makes of a source and data (in semantics.templates)

`signed_in()`                 what the platform says of a caller who has signed in, nothing of others

`bound(holder)`               the members of `holder` leave by the output bindings of their names
`outputs(make)`               keyword arguments for the output bindings: what `make` gives for each name
`register(name, function)`    the program gives its platform the handler of the function of that name

`conform(value, schema)`      `value` conforms to a JSON Schema from here on, or the call raised (in json_schemas)
`conforms(value, schema)`     whether it does

JavaScript's stubs also have those of goatherd.engine.stubs.injection and controllers, and (in
semantics.javascript_platform, javascript_class_validator):
`answer(response)`            a response in Lambda's own form goes back to the caller
`structured(value)`           outside text that a parser may have made into a structure
`uploaded(value)`             files of a form: their names hold no folder
`first(value, …)`             the first of them that outside data is in
`validated(cls, value, strips, converts)`
                              an instance of a class of the program whose decorators have checked the value, of no more
                              than its fields if `strips`; a number where the class is that of numbers and it `converts`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code.ir import UNDEFINED
from goatherd.engine.aws import writes
from goatherd.engine.doubts import limited
from goatherd.engine.interpreter import (
    arrivals,
    cross_origin,
    definitions,
    dropped_promises,
    exceptions,
    members,
    sinks,
)
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.labels import AS_JSON, Label, Origin, Trace
from goatherd.engine.semantics import templates
from goatherd.engine.stubs import respond, routes
from goatherd.engine.values import (
    ANY,
    CALLER,
    NONE,
    NOTHING,
    PROVED,
    UNKNOWN,
    Bound,
    Const,
    EventNode,
    External,
    Func,
    Obj,
    Text,
    Value,
    atom,
    const,
    join,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.engine.interpreter.machine import Machine

MAX_ITEMS = 256
_PYTHON = re.compile(r"python(\d)\.(\d{1,2})")


def _event(m: Machine, args: Args, pos: int) -> Value:
    return m.event


def _each(m: Machine, args: Args, pos: int) -> Value:
    function = args.at(1) or UNKNOWN
    for item in list(_items(m, args.at(0) or UNKNOWN))[:MAX_ITEMS]:
        m.call_perhaps(function, Args((item,)), pos)
    return NONE


def _items(m: Machine, collection: Value) -> Iterator[Value]:
    for holder in collection.atoms:
        if isinstance(holder, Obj):
            for _, value in members.entries(m, holder):
                yield from (Value((item,), value.labels) for item in value.atoms)


def _sent_as_json(m: Machine, args: Args, pos: int) -> Value:
    return (args.at(0) or UNKNOWN).map_labels(lambda label: label.add(AS_JSON))


def _routed(m: Machine, args: Args, pos: int) -> Value:
    """`routed(method, path, run)`: what a router does for the requests of one route, or of all below a path."""
    method, path = ((args.at(i) or UNKNOWN).text() or "" for i in range(2))
    outer = m.route
    m.route = (method or outer[0], f"{outer[1].rstrip('/')}/{path.lstrip('/')}" if path else outer[1])
    result = m.call(args.at(2) or UNKNOWN, Args(), pos)
    m.route = outer
    return result


def _arguments(m: Machine, args: Args, pos: int) -> Value:
    return routes.arguments(m, args.at(0) or UNKNOWN, args.at(1) or const(""), args.at(2) or const(""), pos)


def _respond(m: Machine, args: Args, pos: int) -> Value:
    content_type = (args.at(1) or UNKNOWN).text() or ""
    respond.respond(m, args.at(0) or UNKNOWN, content_type, args.at(2) or UNKNOWN, pos)
    return NONE


def _handed_to(m: Machine, args: Args, pos: int) -> Value:
    return exceptions.handed_to(m, args.at(0) or UNKNOWN, args.at(1) or UNKNOWN)


def _field(m: Machine, args: Args, pos: int) -> Value:
    """A structure whose parts an outsider controls is wrapped again; the data itself is not."""
    wrapper, data, name = (args.at(i) or UNKNOWN for i in range(3))
    spelled = name.text()
    if spelled is None:
        return members.read(m, data, name, pos)
    result = NOTHING
    for item in data.atoms:
        value = members.read(m, Value((item,), data.labels), const(_key_of(m, item, spelled)), pos)
        inner = any(isinstance(a, EventNode) and not a.shape.source for a in value.atoms)
        result = join(result, m.call(wrapper, Args((value,)), pos) if inner else value)
    return result


def _key_of(m: Machine, item: object, name: str) -> str:
    """The key whose spelling differs from `name` only in case and underscores; else `name` in camel case."""
    plain = name.replace("_", "").lower()
    keys = item.shape.children if isinstance(item, EventNode) else m.names_of(item)
    for key in keys:
        if isinstance(key, str) and key.lower() in (plain, plain.removeprefix("get")):
            return key
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _sink(m: Machine, args: Args, pos: int) -> Value:
    kind, value, name, reason = (args.at(i) or UNKNOWN for i in range(4))
    hints = [limited(text, m.place(pos)) for text in (reason.text(),) if text]
    sinks.report(m, kind.text() or "", m.semantics.as_text(m, value), pos, name.text() or "", *hints)
    return NONE


def _shares(m: Machine, args: Args, pos: int) -> Value:
    for item in (args.at(0) or UNKNOWN).atoms:
        if isinstance(item, Obj):
            cross_origin.check_headers(m, item, m.place(pos))
    return NONE


def _unwaited(m: Machine, args: Args, pos: int) -> Value:
    dropped_promises.given(m, args.at(0) or UNKNOWN)
    return NONE


def _lets_in(m: Machine, args: Args, pos: int) -> Value:
    origins, credentials = args.at(0) or UNKNOWN, args.at(1) or UNKNOWN
    cross_origin.check_options(m, origins, credentials, pos)
    return NONE


def _holding(m: Machine, args: Args, pos: int) -> Value:
    kinds = [text for value in args.positional[1:] if (text := value.text())]
    return (args.at(0) or UNKNOWN).map_labels(lambda label: label.add(*kinds))


def _filled(m: Machine, args: Args, pos: int) -> Value:
    engine, source, data = (args.at(i) or UNKNOWN for i in range(3))
    results = [templates.filled(m, name, source, data, pos) for name in _names(engine) if name in templates.ENGINES]
    return join_all(results)


def _names(value: Value) -> list[str]:
    return [item.value for item in value.atoms if isinstance(item, Const) and isinstance(item.value, str)]


def _answers(m: Machine, args: Args, pos: int) -> Value:
    return const(not all(_is_text(item) for item in (args.at(0) or UNKNOWN).atoms))


def _is_text(item: object) -> bool:
    pattern = isinstance(item, Obj) and isinstance(item.cls, External) and item.cls.name == "RegExp"
    return pattern or isinstance(item, Const | Text)


def _own(m: Machine, args: Args, pos: int) -> Value:
    return const(all(isinstance(item, Func | Bound) for item in (args.at(0) or UNKNOWN).atoms))


def _annotated(m: Machine, args: Args, pos: int) -> Value:
    result = NOTHING
    for item in (args.at(0) or UNKNOWN).atoms:
        params = item.ir.params if isinstance(item, Func) else []
        kinds = [p.annotation for p in params if p.annotation is not None]
        if kinds:
            result = join(result, definitions.evaluated(m, item, kinds[0]) or UNKNOWN)
    return result if result.atoms else UNKNOWN


def _older(m: Machine, args: Args, pos: int) -> Value:
    wanted = (args.at(0) or UNKNOWN).text() or ""
    found = _PYTHON.fullmatch(m.runtime)
    return const(found is not None and (int(found[1]), int(found[2])) < _numbers(wanted))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _signed_in(m: Machine, args: Args, pos: int) -> Value:
    """What the platform says of a caller who has signed in, and of nobody else: whatever is in it tells of one."""
    place = m.place(pos)
    label = Label(Origin("claims", "the caller's claims", place), trace=Trace(place, "the caller is looked at", None))
    missing = Const(UNDEFINED if m.module.language == "javascript" else None)

    def told(item: Any, labels: tuple[Label, ...] = ()) -> Value:
        return Value((item, missing), labels, tuple((side, CALLER, PROVED) for side in (True, item)))

    claim = told(ANY, (label,))
    said, token = m.new("dict", pos, extra="signed in"), m.new("dict", pos, extra="the token")
    m.set_field(said, members.OPEN, claim)
    m.set_field(said, "token", told(token))
    m.set_field(token, members.OPEN, claim)
    return told(said)


def _bound(m: Machine, args: Args, pos: int) -> Value:
    """What the output bindings hold once the handler is done, in the channels that they name."""
    holder = args.at(0) or UNKNOWN
    for binding, kind, name in m.outputs:
        value = members.read(m, holder, const(binding), pos)
        writes.put(m, (kind, name), value, pos, f"the output binding {binding}")
    return NONE


def _outputs(m: Machine, args: Args, pos: int) -> Value:
    """A dict of what `make` gives for the name of every output binding."""
    made = m.new("dict", pos, extra="outputs")
    for binding, _, _ in m.outputs:
        m.set_field(made, binding, m.call(args.at(0) or UNKNOWN, Args((const(binding),)), pos))
    return atom(made)


def _register(m: Machine, args: Args, pos: int) -> Value:
    name = (args.at(0) or UNKNOWN).text()
    if name:
        m.store.set(("registered", name), args.at(1) or UNKNOWN)
    return NONE


NATIVES: dict[str, Callable[[Machine, Args, int], Value]] = {
    "goatherd_intrinsics.event": _event,
    "goatherd_intrinsics.follow": arrivals.follow,
    "goatherd_intrinsics.next": arrivals.go_on,
    "goatherd_intrinsics.each": _each,
    "goatherd_intrinsics.sent_as_json": _sent_as_json,
    "goatherd_intrinsics.routed": _routed,
    "goatherd_intrinsics.arguments": _arguments,
    "goatherd_intrinsics.respond": _respond,
    "goatherd_intrinsics.handed_to": _handed_to,
    "goatherd_intrinsics.field": _field,
    "goatherd_intrinsics.sink": _sink,
    "goatherd_intrinsics.shares": _shares,
    "goatherd_intrinsics.unwaited": _unwaited,
    "goatherd_intrinsics.lets_in": _lets_in,
    "goatherd_intrinsics.holding": _holding,
    "goatherd_intrinsics.filled": _filled,
    "goatherd_intrinsics.answers": _answers,
    "goatherd_intrinsics.own": _own,
    "goatherd_intrinsics.annotated": _annotated,
    "goatherd_intrinsics.older": _older,
    "goatherd_intrinsics.signed_in": _signed_in,
    "goatherd_intrinsics.bound": _bound,
    "goatherd_intrinsics.outputs": _outputs,
    "goatherd_intrinsics.register": _register,
}
