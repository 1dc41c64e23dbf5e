"""Running functions of the application: frames, parameters, results, and remembering all that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.doubts import cut_short
from goatherd.engine.interpreter import (
    accesses,
    assignment,
    callers,
    classes,
    definitions,
    dropped_promises,
    gates,
    hurry,
    members,
    memory,
    queries,
    rejections,
    tokens,
    unawaited,
)
from goatherd.engine.interpreter.guards import weaker
from goatherd.engine.interpreter.machine import MAX_DEPTH
from goatherd.engine.interpreter.running import Activation, Handler, Memo
from goatherd.engine.labels import mapped
from goatherd.engine.store import Delta, assumptions, but_others, join_deltas
from goatherd.engine.values import (
    CALLER,
    NONE,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Class,
    Frame,
    Func,
    Guard,
    Obj,
    Value,
    atom,
    join_all,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.running import Context, Returned

MAX_RECURSION = 2
MAX_STUB_RECURSION = 6
MAX_MEMOS = 6
MAX_CONTEXTS = 4


def invoke(m: Machine, func: Func, args: Args, pos: int, this: Value | None = None) -> Value:
    """Run a function and give what it returns; NOTHING when it never returns."""
    # What a stub composes (routers in routers) ends by itself, mostly.
    depth = m.running.count(func)
    deepest = MAX_STUB_RECURSION if func.module.is_stub or (depth and _gets_on(m, func, args)) else MAX_RECURSION
    if len(m.running) >= MAX_DEPTH or depth >= deepest:
        hint = cut_short(func.ir.name, m.place(pos))
        tokens.relied_on(m, args.labels(m))
        return unknown(mapped(args.labels(m), lambda label: label.doubted(hint)))
    gates.questioned(m, func, args, pos)
    with gates.entering(m, func):
        return _invoke(m, func, args, pos, this)


def _invoke(m: Machine, func: Func, args: Args, pos: int, this: Value | None) -> Value:
    if not func.module.is_stub and not m.module.is_stub:
        method = m.module.language != "javascript" and this is not None and classes.method_kind(func.ir) != "static"
        assignment.note_arguments(m, func.ir.params[1:] if method else func.ir.params, args)
    # What a stub does is told where it was called: each place is a call of its own.
    place = m.place(pos) if func.module.is_stub else None
    handles = m.module.language == "python" and m.caught != NOTHING
    circumstances = (m.loop_depth > 0, m.blurred > 0, m.paging_depth > 0, m.failing, m.watched > 0, handles)
    key = (func, this, args.key(), place, circumstances)
    context = m.context.at((m.module.path, pos, func))
    memo = _remembered(m, key, context)
    what = unawaited.becomes(m, func, pos)
    unproved = callers.unproved(m) if what else []
    if memo is None:
        handed = hurry.handed(m, func, args, this)
        given = hurry.instead(m, func, args, handed, pos)
        if given is not None:
            return given
        answers, replies, works, before = m.answers, m.replies, m.works, len(m.accessed)
        memo = _run(m, func, args, pos, this, context)
        hurry.ran(m, func, handed, memo.result)
        memo.answered, memo.replied, memo.works = m.answers > answers, m.replies > replies, m.works > works
        memo.accessed = tuple(dict.fromkeys(m.accessed[before:]))
        m.spend((len(memo.reads) + len(memo.writes)) // 16)
        made = memory.forget_unreachable(memo, context) or memo.answered
        # What is made inside is a thing of its own for every place that calls.
        _remember(m, key, context if made else None, memo)
    else:
        m.answers += memo.answered
        m.replies += memo.replied
        m.works += memo.works
        for fact in memo.accessed:
            accesses.happens(m, fact)
    dropped_promises.ran(m, func, memo.raised)
    if what:
        callers.still_unproved(unproved)
        return unawaited.left(m, func, args, memo, what, pos)
    m.raised_again(memo.raised, promised=rejections.rejects(m, func, memo.raised))
    m.store.apply(memo.writes)
    return memo.result


def _gets_on(m: Machine, func: Func, args: Args) -> bool:
    """Whether a call of a running function counts: one of its arguments is another number than in all calls before."""
    before: set[tuple[int, int]] = set()
    activation = m.activation
    while activation is not None:
        if activation.frame.function is func.ir:
            before.update(_numbers(activation.args))
        activation = activation.outer
    places = {place for place, _ in before}
    return any(place in places and (place, number) not in before for place, number in _numbers(args))


def _numbers(args: Args) -> Iterator[tuple[int, int]]:
    for place, value in enumerate(args.positional):
        constant = value.constant
        if constant is not None and type(constant.value) is int:
            yield place, constant.value


def _remember(m: Machine, key: Any, context: Context | None, memo: Memo) -> None:
    contexts = m.memo.setdefault(key, {})
    current = [known for known in contexts.get(context, ()) if known.epoch == m.store.epoch]
    contexts[context] = [*current, memo] if len(current) < MAX_MEMOS else current


def _remembered(m: Machine, key: Any, context: Context) -> Memo | None:
    """The same call in the same circumstances; past MAX_CONTEXTS, places that call share what is made inside."""
    known = m.memo.get(key, {})
    contexts = known if len(known) > MAX_CONTEXTS else (None, context)
    for where in contexts:
        for memo in known.get(where, ()):
            if memo.epoch != m.store.epoch:
                continue
            m.spend(len(memo.reads) // 16)
            if all(m.store.get(read) == value for read, value in memo.reads.items()):
                return memo
    return None


def _run(m: Machine, func: Func, args: Args, pos: int, this: Value | None, context: Context) -> Memo:
    outer = (m.frame, m.module, m.activation, m.context, m.loops, m.loop_depth, m.blurred, m.paging_depth)
    frame = _frame(m, func, context)
    epoch = m.store.epoch
    base = m.store.fork(record=True)
    handler = Handler(base)
    activation = Activation(base, frame, args, m.activation, m.place(pos))
    m.frame, m.module, m.activation = frame, func.module, activation
    m.context, m.loops = context, []
    m.running.append(func)
    m.handlers.append(handler)
    _bind_parameters(m, func, args, this, pos)
    queries.handed(m, func, args, activation.site)
    alive = _body(m, func)
    m.handlers.pop()
    m.running.pop()
    fallen = m.store.close()
    if alive:
        activation.returns.append((fallen, _implicit(func), False))
    result, writes = _outcome(m, activation, frame)
    if func.ir.is_generator:
        result, made = _generator(m, activation, result, func.ir.pos)
        writes = {**writes, **made}
    m.frame, m.module, m.activation, m.context, m.loops, m.loop_depth, m.blurred, m.paging_depth = outer
    state = join_deltas(m.store, handler.raises) if handler.raises else None
    assert base.reads is not None
    return Memo(epoch, base.reads, writes, result, handler.left(state, handler.value))


def _generator(m: Machine, activation: Activation, returned: Value, pos: int) -> tuple[Value, Delta]:
    """A generator is the list of what it yields."""
    yields = activation.yields
    m.store.fork()
    result = m.semantics.make_list(m, "list", ([], yields if yields.atoms else None), pos, "yields")
    if returned.labels or returned.constant is None:
        m.set_field(result.sole, members.RETURNED, returned)
    return result, m.store.close()


def _frame(m: Machine, func: Func, context: Context) -> Frame:
    key = (func, context)
    frame = m.frames.get(key)
    if frame is None:
        names = func.ir.locals
        if func.module.language == "javascript" and not func.ir.arrow:
            names = names | {"this", "arguments"}
        frame = m.frames[key] = Frame(names, func.frame, func.module, function=func.ir, context=context)
    return frame


def _body(m: Machine, func: Func) -> bool:
    if m.module.language == "javascript":
        m.hoist(func.ir.body)
    return m.execute(func.ir.body)


def _implicit(func: Func) -> Value:
    return UNDEFINED_VALUE if func.module.language == "javascript" else NONE


def _outcome(m: Machine, activation: Activation, frame: Frame) -> tuple[Value, Delta]:
    """The joined result and writes of all returns."""
    returns = activation.returns
    if not returns:
        return NOTHING, {}
    result = join_all([value for _, value, _ in returns])
    guards = _guards_of_returns(returns)
    if guards:
        by_atom = (guard for guard in result.guards if not isinstance(guard[0], bool | None))
        result = Value(result.atoms, result.labels, (*guards, *by_atom))
    return result, join_deltas(m.store, [_kept(delta, frame) for delta, _, _ in returns])


def _kept(delta: Delta, frame: Frame) -> Delta:
    """Without the local variables, unless a closure holds them."""
    return delta if frame.keep else {key: held for key, held in delta.items() if key[0] is not frame}


def _guards_of_returns(returns: list[Returned]) -> tuple[Guard, ...]:
    """What a caller learns when the result is truthy or falsy: what holds on all such returns."""
    guards: list[Guard] = []
    for polarity in (True, False):
        paths = [_held_by(delta, value, polarity) for delta, value, truth in returns if truth is not (not polarity)]
        common = dict(paths[0]) if paths else {}
        for held in paths[1:]:
            common = {key: weaker(common[key], held[key]) for key in common if key in held}
        if paths and not common.get(CALLER):
            common[CALLER] = but_others(CALLER, paths)
        guards += [(polarity, key, preds) for key, preds in common.items() if preds]
    return tuple(guards)


def _held_by(delta: Delta, value: Value, polarity: bool) -> Mapping[Any, frozenset[str]]:
    """What holds on the path to a return whose value turns out as `polarity`."""
    held = assumptions(delta)
    for side, key, preds in value.guards:
        if side is polarity:
            held[key] = held.get(key, frozenset()) | preds
    return held


# --- parameters ----------------------------------------------------------------------------------


def _bind_parameters(m: Machine, func: Func, args: Args, this: Value | None, pos: int) -> None:
    name = func.name
    called = m.activation.site if m.activation is not None else m.place(func.ir.pos)

    def arriving(value: Value) -> Value:
        if not value.labels:
            return value
        return value.map_labels(lambda label: label.step(called, f"passed to {name}()", call=True))

    positional = [arriving(value) for value in args.positional]
    params = func.ir.params
    if func.module.language == "javascript":
        if not func.ir.arrow:
            m.store.set((m.frame, "this"), this if this is not None else UNKNOWN)
            m.store.set((m.frame, "arguments"), m.semantics.make_list(m, "list", (positional, args.rest), pos))
    elif this is not None and classes.method_kind(func.ir) != "static":
        positional.insert(0, this)
    used = 0
    taken: set[str] = set()
    for index, param in enumerate(params):
        if param.kind == "star":
            rest = (positional[used:], args.rest)
            assignment.assign(m, param.target, m.semantics.make_list(m, "list", rest, func.ir.pos), func.ir.pos)
            used = len(positional)
        elif param.kind == "doublestar":
            _bind_keywords(m, func, param, args, taken)
        else:
            used = _bind_one(m, func, index, args, positional, used, taken, arriving)


def _bind_one(
    m: Machine,
    func: Func,
    index: int,
    args: Args,
    positional: list[Value],
    used: int,
    taken: set[str],
    arriving: Any,
) -> int:
    param = func.ir.params[index]
    name = param.target.id if isinstance(param.target, ir.Name) else ""
    value: Value | None = None
    before = used
    if param.kind != "keyword" and used < len(positional):
        value = positional[used]
        used += 1
    elif name in args.keywords:
        value = arriving(args.keywords[name])
        taken.add(name)
    elif args.rest is not None and param.kind != "keyword":
        value = arriving(args.rest)
    elif args.others is not None:
        value = arriving(args.others)
    if value is None or (param.default is not None and value == UNDEFINED_VALUE):
        given = param.default is not None
        value = definitions.default(m, func, index) if given else m.semantics.absent_argument()
    noted = used > before and before - len(positional) + len(args.positional) in args.written
    (assignment.put if noted else assignment.assign)(m, param.target, value, func.ir.pos)
    return used


def _bind_keywords(m: Machine, func: Func, param: ir.Param, args: Args, taken: set[str]) -> None:
    target = m.new("dict", func.ir.pos, extra="kwargs")
    m.forget_names(target)
    named = {p.target.id for p in func.ir.params if isinstance(p.target, ir.Name) and p.kind != "doublestar"}
    for name, value in args.keywords.items():
        if name in taken or name in named:
            continue
        if name in args.lacked:
            m.weak_set_field(target, name, value)
        else:
            m.set_field(target, name, value)
    if args.others is not None:
        m.set_field(target, "*", args.others)
    assignment.assign(m, param.target, atom(target), func.ir.pos)


# --- instances -----------------------------------------------------------------------------------


def instantiate(m: Machine, cls: Class | Func, args: Args, pos: int) -> Value:
    """`Class(…)` or `new F(…)`."""
    if isinstance(cls, Func):
        value = atom(m.new("instance", pos, cls))
        result = invoke(m, cls, args, pos, value)
        own = [a for a in result.atoms if isinstance(a, Obj | Func)]
        return Value(tuple(own), result.labels) if own else value
    made = m.semantics.make_instance(m, cls, args, pos)
    if made is not None:
        return made
    return initialised(m, cls, allocated(m, cls, pos), args, pos)


def allocated(m: Machine, cls: Class, pos: int) -> Value:
    """An instance with the fields that its class gives it; what is made for them is its own."""
    value = atom(m.new("instance", pos, cls))
    outer = m.context
    m.context = outer.at((m.module.path, pos, cls))
    for part in reversed(classes.order(cls)):
        if isinstance(part, Class) and part.ir.fields:
            _initialise_fields(m, part, value)
    m.context = outer
    return value


def initialised(m: Machine, cls: Class, instance: Value, args: Args, pos: int) -> Value:
    """The instance, once its constructor has run."""
    constructor = classes.lookup(m, cls, "constructor" if cls.module.language == "javascript" else "__init__")
    if constructor is None:
        for item in instance.atoms:
            m.semantics.fill_instance(m, item, args)
        return instance
    result = m.call(constructor, args, pos, this=instance)
    return instance if result.atoms else NOTHING


def _initialise_fields(m: Machine, cls: Class, this: Value) -> None:
    outer = (m.frame, m.module)
    m.frame = Frame(frozenset({"this"}), cls.frame, cls.module, context=m.context)
    m.module = cls.module
    m.store.set((m.frame, "this"), this)
    try:
        for name_node, value_node in cls.ir.fields:
            if value_node is None and cls.module.language == "python":
                continue
            value = m.evaluate(value_node) if value_node is not None else UNDEFINED_VALUE
            name = m.semantics.property_key(m.evaluate(name_node)).constant
            if name is not None:
                m.set_field(this.sole, name.value, value, name_node.pos)
    finally:
        m.frame, m.module = outer
