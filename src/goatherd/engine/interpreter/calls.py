"""Calls: finding what is called, with which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.doubts import unknown_call
from goatherd.engine.interpreter import (
    assignment,
    checking,
    classes,
    gates,
    members,
    outcomes,
    prototypes,
    rejections,
    sent,
    stores,
    tokens,
    unawaited,
    unseen,
)
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import unknown_raises
from goatherd.engine.labels import mapped, union
from goatherd.engine.values import (
    ANY,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    Class,
    Cloud,
    Const,
    External,
    Func,
    ModuleAtom,
    Native,
    Obj,
    Value,
    atom,
    const,
    join,
    join_all,
    nullish,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.engine.interpreter.machine import Machine

MAX_TARGETS = 12
MAX_NESTING = 4
MAX_CALLBACKS = 32
# Methods of texts and collections that tell what is in them.
_TESTS = frozenset(
    {"includes", "has", "indexOf", "some", "every", "find", "match", "startsWith", "endsWith", "startswith", "endswith",
     "intersection", "issubset", "issuperset", "isdisjoint"}
)  # fmt: skip


def call_node(m: Machine, node: ir.Call) -> Value:
    site = unawaited.site(m, node) if m.floating else None
    func = node.func
    if isinstance(func, ir.Attr) and not node.new:
        if is_super(m, func.obj):
            return _call_super(m, func.name, arguments(m, node), node.pos)
        if m.module.language == "javascript" and rejections.handles(node, func.name):
            return _call_handling(m, node, func)
        receiver = m.evaluate(func.obj)
        if not receiver.atoms or (func.optional and nullish(receiver) is True):
            return receiver if not receiver.atoms else UNDEFINED_VALUE
        if node.optional and isinstance(receiver.sole, Obj):
            member = members.read(m, receiver, const(func.name), node.pos)
            if nullish(member) is True:
                return UNDEFINED_VALUE
        args = arguments(m, node)
        outer, m.floats = m.floats, site or m.floats
        result = call_method(m, receiver, func.name, args, node.pos)
        m.floats = outer
        return result
    if isinstance(func, ir.Name) and func.id == "super" and m.module.language == "javascript":
        return _call_super(m, "constructor", arguments(m, node), node.pos)
    callee = m.evaluate(func)
    args = arguments(m, node)
    if node.tagged:
        return m.semantics.call_tag(m, callee, args, node.pos)
    if isinstance(func, ir.Item) and not node.new:
        return _call_item(m, func, callee, args, node.pos)
    if callee.sole is ANY:
        m.spend()
        return call_unknown(m, callee, args, node.pos, func.id if isinstance(func, ir.Name) else "")
    outer, m.floats = m.floats, site or m.floats
    result = call(m, callee, args, node.pos, new=node.new)
    m.floats = outer
    return result


def _call_handling(m: Machine, node: ir.Call, func: ir.Attr) -> Value:
    """`promise.catch(callback)`: it runs with what was thrown, surely where nothing else can have come."""
    receiver, error = rejections.settle(m, func.obj, node, func.name)
    args = arguments(m, node)
    if not receiver.atoms:
        callback = args.at(0 if func.name == "catch" else 1)
        return call(m, callback, Args((error,)), node.pos) if callback is not None else NOTHING
    outer, m.rejection = m.rejection, error
    result = call_method(m, receiver, func.name, args, node.pos)
    m.rejection = outer
    return result


def _call_item(m: Machine, func: ir.Item, callee: Value, args: Args, pos: int) -> Value:
    """`owner[key](…)`: a method of the owner in JavaScript, a function that is kept there in Python."""
    if m.module.language != "javascript":
        return call(m, callee, args, pos)
    owner = m.evaluate(func.obj)
    prototypes.called(m, owner, m.evaluate(func.key), pos)
    return call(m, callee, args, pos, this=owner)


def arguments(m: Machine, node: ir.Call) -> Args:
    positional, rest = spread_items(m, node.args)
    keywords: dict[str, Value] = {}
    lacked: set[str] = set()
    others: list[Value] = []
    for name, value_node in node.keywords:
        value = m.evaluate(value_node)
        if name is not None:
            keywords[name] = value
            assignment.note_literal(m, ir.Const(value_node.pos, name), value)
            continue
        found, left_out, more = members.named_entries(m, value)
        lacked |= left_out - keywords.keys()
        keywords = {**found, **keywords}
        others += [] if more is None else [more]
        others += [] if all(isinstance(item, Obj) for item in value.atoms) else [value]
    places = {name: value_node.pos for name, value_node in node.keywords if name is not None}
    unknown_ones = join_all(others) if others else None
    spread = any(isinstance(each, ir.Spread) for each in node.args)
    written = {} if spread else {at: each.pos for at, each in enumerate(node.args) if isinstance(each, ir.Const)}
    return Args(tuple(positional), keywords, rest, unknown_ones, places, frozenset(lacked), written)


def spread_items(m: Machine, nodes: list[ir.Expr]) -> tuple[list[Value], Value | None]:
    """Values of a list of expressions; from the first spread of unknown length on, one joined value."""
    items: list[Value] = []
    rest: Value | None = None
    for node in nodes:
        value = m.evaluate(node)
        if isinstance(node, ir.Spread):
            exact = m.semantics.exact_elements(m, value)
            if exact is not None and rest is None:
                items += exact
                continue
            value = m.semantics.element(m, value)
            rest = value if rest is None else join(rest, value)
        elif rest is not None:
            rest = join(rest, value)
        else:
            items.append(value)
    return items, rest


def call(m: Machine, callee: Value, args: Args, pos: int, *, this: Value | None = None, new: bool = False) -> Value:
    """Call a value. More than one target runs each in a branch of its own."""
    m.spend()
    targets = callee.atoms[:MAX_TARGETS]
    if len(targets) == 1:
        return _call_atom(m, targets[0], callee, args, pos, this, new)
    return _each(m, targets, lambda target: _call_atom(m, target, callee, args, pos, this, new))


def _each(m: Machine, targets: tuple[Any, ...], run: Callable[[Any], Value]) -> Value:
    results: list[Value] = []
    deltas = []
    for target in targets:

        def one(target: Any = target) -> bool:
            results.append(run(target))
            return bool(results[-1].atoms)

        deltas.append(m.branch(one))
    m.merge(deltas)
    return join_all(results)


def _call_atom(m: Machine, target: Any, callee: Value, args: Args, pos: int, this: Value | None, new: bool) -> Value:
    if isinstance(target, Func):
        return m.instantiate(target, args, pos) if new else m.invoke(target, args, pos, this)
    if isinstance(target, Bound):
        client = target.receiver.sole
        if isinstance(target.function, Native) and isinstance(client, Cloud):
            return m.semantics.call_cloud(m, client, target.function.name, args, pos)
        if isinstance(target.function, Native):
            return m.semantics.method(m, target.receiver, target.function.name, args, pos)
        if target.given or target.named:
            keywords = {**dict(target.named), **args.keywords}
            args = Args((*target.given, *args.positional), keywords, args.rest, args.others)
        receiver = target.receiver if target.receiver.atoms else this
        if isinstance(target.function, Func):
            return m.invoke(target.function, args, pos, receiver)
        return call(m, atom(target.function), args, pos, this=receiver, new=new)
    if isinstance(target, Class):
        return m.instantiate(target, args, pos)
    if isinstance(target, External):
        return m.call_library(target.name, None, args, pos, callee.labels)
    if isinstance(target, Obj):
        return _call_object(m, target, callee, args, pos)
    if isinstance(target, ModuleAtom):
        default = members.read(m, atom(target), const("default"), pos)
        return call(m, default, args, pos, new=new) if default.atoms else unknown()
    if isinstance(target, Const) and not callee.labels:
        # Calling undefined or None raises: this path ends.
        return unknown(args.labels(m)) if target.value not in (None, ir.UNDEFINED) else NOTHING
    return call_unknown(m, callee, args, pos)


def _call_object(m: Machine, target: Obj, callee: Value, args: Args, pos: int) -> Value:
    method = classes.lookup(m, target.cls, "__call__")
    if method is not None:
        return call(m, method, args, pos, this=atom(target))
    return call_unknown(m, callee, args, pos)


def call_unknown(m: Machine, callee: Value, args: Args, pos: int, name: str = "") -> Value:
    """Nobody knows what is called, by `name` if by any: data may pass through it, and it may call callbacks."""
    m.library_ran(unknown_raises(name))
    tokens.relied_on(m, args.labels(m) if m.reads_claims else ())
    unseen.called(m, "", args, pos)
    gates.handed(m, "", args, pos)
    labels = sent.without(union(args.labels(m), callee.labels))
    hint = unknown_call(name, m.place(pos))
    passed = mapped(labels, lambda label: label.doubted(hint))
    run_callbacks(m, args, unknown(passed), pos)
    return unknown(passed).with_guards(checking.called(m, name, args, pos))


def run_callbacks(m: Machine, args: Args, argument: Value, pos: int) -> Value:
    """Call every function among the arguments with `argument` for each parameter; their results joined."""
    result = NOTHING
    outer, m.caught = m.caught, m.caught if m.caught.atoms else UNKNOWN  # a library may be handling an error then
    for item in list(dict.fromkeys(_functions_in(m, args.values(), MAX_NESTING)))[:MAX_CALLBACKS]:
        result = join(result, m.call_perhaps(atom(item), Args((), rest=argument), pos))
    m.caught = outer
    return result


def _functions_in(m: Machine, values: Iterable[Value], depth: int, seen: dict[Obj, int] | None = None) -> Iterator[Any]:
    """The functions of the application in values, in lists and in tables of options.

    `seen` says how deeply an object was searched already: what many share is not searched once for each of them.
    """
    seen = {} if seen is None else seen
    for value in values:
        for item in value.atoms:
            if isinstance(item, Func) or (isinstance(item, Bound) and not isinstance(item.function, Native)):
                yield item
            elif isinstance(item, Obj) and item.cls is None and seen.get(item, 0) < depth:
                seen[item] = depth
                yield from _functions_in(m, [part for _, part in members.entries(m, item)], depth - 1, seen)


def call_method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    m.spend()
    if name in _TESTS:
        tokens.relied_on(m, receiver.labels)
    groups: list[Value] = []
    plain: list[Any] = []
    for item in receiver.atoms[:MAX_TARGETS]:
        if isinstance(item, Obj | Func | Class | ModuleAtom | External | Cloud):
            groups.append(Value((item,), receiver.labels))
        else:
            plain.append(item)
    if plain:
        groups.append(Value(tuple(plain), receiver.labels, receiver.guards))
    if len(groups) == 1:
        return _call_member(m, groups[0], name, args, pos)
    if not receiver.guards or not outcomes.tells(receiver):
        return _each(m, tuple(groups), lambda group: _call_member(m, group, name, args, pos))
    given: list[tuple[Value, Value]] = []

    def one(group: Value) -> Value:
        result = _call_member(m, group, name, args, pos)
        given.append((group, outcomes.got(m, group.sole, args, result) if name == "get" else result))
        return result

    _each(m, tuple(groups), one)
    return outcomes.together(receiver, given)


def _call_member(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    item = receiver.sole
    if isinstance(item, Cloud):
        return m.semantics.call_cloud(m, item, name, args, pos)
    if isinstance(item, External):
        special = m.semantics.method_of_external(m, receiver, name, args, pos)
        if special is not None:
            return special
        member = m.semantics.external_member(m, item, name, pos)
        if not isinstance(member.sole, External):
            return call(m, member, args, pos)
        if receiver.labels and _is_data(m, item, member.sole.name, name):
            return m.semantics.method(m, m.semantics.to_text(m, unknown(receiver.labels)), name, args, pos)
        return m.call_library(member.sole.name, receiver, args, pos, receiver.labels)
    if isinstance(item, ModuleAtom):
        return call(m, members.read(m, receiver, const(name), pos), args, pos)
    if isinstance(item, Obj | Func | Class):
        return _call_on_object(m, item, receiver, name, args, pos)
    return m.semantics.method(m, receiver, name, args, pos)


def _is_data(m: Machine, item: External, member: str, name: str) -> bool:
    """Whether what a library gave, or an error says, is used as text or a collection, and no rule says otherwise."""
    given = ("()" in item.name or item.name.partition(".")[0] == "exception") and not stores.is_asked_by(item, name)
    return given and name in m.semantics.data_methods and not m.models.rules(member)


def _call_on_object(m: Machine, item: Any, receiver: Value, name: str, args: Args, pos: int) -> Value:
    own = m.get_field(item, name)
    if own is not None and own.atoms:
        return call(m, own, args, pos, this=_this_of_own(m, item, own, receiver))
    if isinstance(item, Obj) and item.cls is not None:
        found = _call_of_class(m, item, receiver, name, args, pos)
        if found is not None:
            return found
    if isinstance(item, Class):
        method = classes.lookup(m, item, name)
        if method is not None:
            return call(m, method, args, pos, this=_this_of_own(m, item, method, receiver))
    if m.get_field(item, classes.PROTOTYPE) is not None:
        method = classes.lookup(m, item, name)
        if method is not None:
            return call(m, method, args, pos, this=Value((item,), receiver.labels))
    opened = m.get_field(item, members.OPEN)
    if opened is not None and isinstance(opened.sole, External):
        return _call_member(m, opened, name, args, pos)
    return m.semantics.method(m, receiver, name, args, pos)


def _call_of_class(m: Machine, item: Obj, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method that an instance has of its class, or of the class of a library above it."""
    method = classes.lookup(m, item.cls, name)
    if method is not None:
        if isinstance(method.sole, Obj):
            return call(m, m.semantics.got(m, method, item, pos), args, pos)
        return call(m, method, args, pos, this=Value((item,), receiver.labels))
    base = classes.external_base(item.cls)
    if base is None:
        return None
    special = m.semantics.method_of_instance(m, receiver, name, args, pos)
    if special is not None:
        return special
    member = m.semantics.external_member(m, External(m.models.result_type(base.name)), name, pos)
    if isinstance(member.sole, External):
        return m.call_library(member.sole.name, receiver, args, pos, receiver.labels)
    return call(m, member, args, pos)


def _this_of_own(m: Machine, item: Any, function: Value, receiver: Value) -> Value | None:
    """What a function called as a member is given of its owner: in Python, a class method its class and no more."""
    if m.module.language == "javascript":
        return Value((item,), receiver.labels)
    takes = any(isinstance(a, Func) and classes.method_kind(a.ir) in ("class", "static") for a in function.atoms)
    return atom(item) if isinstance(item, Class) and takes else None


# --- super ----------------------------------------------------------------------------------------


def is_super(m: Machine, node: ir.Expr) -> bool:
    """Whether an expression is `super` (JavaScript) or `super()` (Python)."""
    if m.module.language == "python":
        node = node.func if isinstance(node, ir.Call) else ir.Const(node.pos, None)
    return isinstance(node, ir.Name) and node.id == "super"


def _call_super(m: Machine, name: str, args: Args, pos: int) -> Value:
    owner, this = _method_at_hand(m)
    if owner is None:
        return unknown(args.labels(m))
    method = classes.above(m, owner, this.sole, name)
    if method is None:
        return m.semantics.member_above(m, owner, this, name, args, pos)
    return call(m, method, args, pos, this=this)


def read_super(m: Machine, name: str, pos: int) -> Value:
    """`super().name` where it is not called."""
    owner, this = _method_at_hand(m)
    found = classes.above(m, owner, this.sole, name) if owner is not None else None
    return m.semantics.got(m, found, this.sole, pos) if found is not None else unknown()


def _method_at_hand(m: Machine) -> tuple[Class | None, Value]:
    """The class in which the running method stands, and what it runs for."""
    method = next((f for f in reversed(m.running) if f.owner is not None), None)
    if method is None:
        return None, NOTHING
    first = method.ir.params[0].target if method.ir.params else None
    named = ("this",) if m.module.language == "javascript" else (getattr(first, "id", ""), "self", "cls")
    this = next((value for name in named if (value := m.read(name)) is not None), NOTHING)
    return method.owner, this


def apply_decorator(m: Machine, decorator: Value, value: Value, pos: int) -> Value:
    """What a decorator makes of a function; those of libraries leave it as it is unless a stub says more."""
    if any(_is_callable(a) for a in decorator.atoms):
        result = call(m, decorator, Args((value,)), pos)
        return result if any(_is_callable(a) for a in result.atoms) else value
    gates.decorated(m, decorator, value, pos)
    return value


def _is_callable(item: Any) -> bool:
    return isinstance(item, Func | Bound | Class) or (isinstance(item, Obj) and isinstance(item.cls, Class))
