"""Dependency injection, for stubs of JavaScript's containers.

`bind(container, token, provider)`  what a container gives for a token: a provider is a class, or an object with one of
                                    `useClass`, `useValue`, `useFactory` (with `inject`, else it is given the
                                    container), `useExisting`, `useToken`; of one with `shared` there is one instance
`provide(container, providers)`     the same for a list of objects with `provide` for the token
`provided(container, provider)`     what a provider gives
`resolve(container, token)`         what was bound to the token, or an instance of the class
`binds(container, token)`           whether anything was bound to it

An instance is given what the parameters of its constructor ask for, by their types or by a decorator that leaves an
object with a `token`, and so are its fields with such a decorator. A container with `shared` makes one instance of each
class, and its method `made` hears of it. What nobody can tell is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, definitions, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.values import (
    NONE,
    UNDEFINED_VALUE,
    UNKNOWN,
    Class,
    Const,
    External,
    Func,
    Obj,
    Value,
    atom,
    const,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

    Chain = dict[Any, Value]  # what is being made, outermost first

MAX_CHAIN = 32
MAX_NESTING = 4


# --- containers ----------------------------------------------------------------------------------


def _bind(m: Machine, args: Args, pos: int) -> Value:
    container, token, provider = (args.at(i) or UNKNOWN for i in range(3))
    for item in token.atoms:
        for holder in container.atoms:
            m.store.set((holder, ("bound", item)), provider)
    return NONE


def _provide(m: Machine, args: Args, pos: int) -> Value:
    for provider in items(m, args.at(1) or UNKNOWN):
        token = field(m, provider.sole, "provide")
        if token is not None:
            _bind(m, Args((args.at(0) or UNKNOWN, token, provider)), pos)
    return NONE


def _provided(m: Machine, args: Args, pos: int) -> Value:
    container = (args.at(0) or UNKNOWN).sole
    return join_all([_of_provider(m, container, item, {}, pos) for item in (args.at(1) or UNKNOWN).atoms])


def _resolve(m: Machine, args: Args, pos: int) -> Value:
    container = (args.at(0) or UNKNOWN).sole
    return _of_token(m, container, args.at(1) or UNKNOWN, {}, pos)


def _is_bound(m: Machine, args: Args, pos: int) -> Value:
    container = (args.at(0) or UNKNOWN).sole
    return const(all(_binding(m, container, item) is not None for item in (args.at(1) or UNKNOWN).atoms))


def _binding(m: Machine, container: Any, token: Any) -> Value | None:
    found: Value | None = m.store.get((container, ("bound", token)))
    return found


def _of_token(m: Machine, container: Any, token: Value, chain: Chain, pos: int) -> Value:
    if len(chain) > MAX_CHAIN:
        return UNKNOWN
    return join_all([_of_one(m, container, item, chain, pos) for item in token.atoms]) if token.atoms else UNKNOWN


def _of_one(m: Machine, container: Any, token: Any, chain: Chain, pos: int) -> Value:
    provider = _binding(m, container, token)
    if provider is not None and ("bound", token) not in chain:
        inner = {**chain, ("bound", token): UNKNOWN}
        return join_all([_of_provider(m, container, item, inner, pos) for item in provider.atoms])
    if isinstance(token, Class):
        return _instance(m, container, token, _is_shared(m, container), chain, pos)
    if isinstance(token, Func):  # a class that was not there yet where it was named
        return _of_token(m, container, m.call(atom(token), Args(), pos), {**chain, token: UNKNOWN}, pos)
    if isinstance(token, External) and not token.name.endswith("()"):
        return m.call(atom(token), Args(), pos, new=True)
    return UNKNOWN if isinstance(token, Const) else Value((token,))


def _of_provider(m: Machine, container: Any, provider: Any, chain: Chain, pos: int) -> Value:
    shared = _is_shared(m, container) or _is_shared(m, provider)
    if isinstance(provider, Class):
        return _instance(m, container, provider, shared, chain, pos)
    if (value := field(m, provider, "useValue")) is not None:
        return value
    if (cls := field(m, provider, "useClass")) is not None:
        return join_all(
            [
                _instance(m, container, item, shared, chain, pos) if isinstance(item, Class)
                else _of_one(m, container, item, chain, pos)
                for item in cls.atoms
            ]
        )  # fmt: skip
    if (factory := field(m, provider, "useFactory")) is not None:
        return _of_factory(m, container, provider, factory, chain, pos)
    for name in ("useExisting", "useToken"):
        if (token := field(m, provider, name)) is not None:
            return _of_token(m, container, token, chain, pos)
    return UNKNOWN


def _of_factory(m: Machine, container: Any, provider: Any, factory: Value, chain: Chain, pos: int) -> Value:
    key = (container, ("made", provider))
    held: Value | None = m.store.get(key)
    if held is not None:
        return held
    wanted = field(m, provider, "inject")
    given = [atom(container)]
    if wanted is not None:
        tokens = [field(m, item.sole, "token") or item for item in items(m, wanted)]
        given = [_of_token(m, container, token, chain, pos) for token in tokens]
    made = m.call(factory, Args(tuple(given)), pos)
    if _is_shared(m, container) or _is_shared(m, provider):
        m.store.set(key, made)
    return made if made.atoms else UNKNOWN


# --- instances -----------------------------------------------------------------------------------


def _instance(m: Machine, container: Any, cls: Class, shared: bool, chain: Chain, pos: int) -> Value:
    if cls in chain:
        return chain[cls]
    key = (container, ("made", cls))
    held: Value | None = m.store.get(key) if shared else None
    if held is not None:
        return held
    # Where classes ask for each other, the one that is not done yet is the object that it will be.
    inner = {**chain, cls: atom(m.new("instance", pos, cls))}
    outer = m.context
    m.context = outer.at((m.module.path, pos, ("given", cls)))
    given = tuple(_given(m, container, cls, inner, pos))
    fields = list(_fields(m, container, cls, inner, pos))
    m.context = outer
    made = m.instantiate(cls, Args(given), pos)
    for name, value in fields:
        for item in made.atoms:
            m.set_field(item, name, value)
    if shared and made.atoms:
        m.store.set(key, made)
    hears = classes.lookup(m, container.cls, "made") if isinstance(container, Obj) else None
    if hears is not None and made.atoms:
        m.call(hears, Args((made,)), pos, this=atom(container))
    return made


def _given(m: Machine, container: Any, cls: Class, chain: Chain, pos: int) -> Iterator[Value]:
    constructor = classes.lookup(m, cls, "constructor")
    function = constructor.sole if constructor is not None else None
    if isinstance(function, Func):
        for param in function.ir.params:
            left = left_by(m, function, param.decorators)
            yield _asked_for(m, container, left, _type(m, function, param.annotation), chain, pos)


def _fields(m: Machine, container: Any, cls: Class, chain: Chain, pos: int) -> Iterator[tuple[str, Value]]:
    for part in reversed(classes.order(cls)):
        for name, decorators in part.ir.decorated.items() if isinstance(part, Class) else ():
            left = left_by(m, part, decorators)
            if any(field(m, value.sole, "token") is not None for value in left):
                kind = _type(m, part, part.ir.annotations.get(name))
                yield name, _asked_for(m, container, left, kind, chain, pos)


def left_by(m: Machine, where: Func | Class, decorators: list[ir.Expr]) -> list[Value]:
    return [definitions.evaluated(m, where, decorator) or UNKNOWN for decorator in decorators]


def _asked_for(m: Machine, container: Any, left: list[Value], kind: Value, chain: Chain, pos: int) -> Value:
    """What a token that a decorator left stands for, else the type; a library's type says what an unbound token is."""
    for value in left:
        token = field(m, value.sole, "token")
        if token is None or token == UNDEFINED_VALUE:
            continue
        known = any(not isinstance(item, Const) or _binding(m, container, item) is not None for item in token.atoms)
        return _of_token(m, container, token if known or not isinstance(kind.sole, External) else kind, chain, pos)
    return _of_token(m, container, kind, chain, pos)


def _type(m: Machine, where: Func | Class, annotation: ir.Expr | None) -> Value:
    """The class that an annotation names; a name that nothing binds is an interface."""
    root = annotation.obj if isinstance(annotation, ir.Attr) else annotation
    outer, m.frame = m.frame, where.frame
    is_bound = isinstance(root, ir.Name) and m.scope_of(root.id) is not None
    m.frame = outer
    found = definitions.evaluated(m, where, annotation) if is_bound else None
    return found if found is not None and found.atoms and found != UNDEFINED_VALUE else UNKNOWN


def items(m: Machine, value: Value, depth: int = 0) -> Iterator[Value]:
    """The things that lists hold, one by one, those of lists in them too."""
    for holder in value.atoms:
        if not isinstance(holder, Obj) or holder.kind != "list" or depth > MAX_NESTING:
            continue
        for _, part in members.entries(m, holder):
            for item in part.atoms:
                nested = isinstance(item, Obj) and item.kind == "list"
                yield from items(m, atom(item), depth + 1) if nested else (atom(item),)


def field(m: Machine, item: Any, name: str) -> Value | None:
    return m.get_field(item, name) if isinstance(item, Obj) else None


def _is_shared(m: Machine, item: Any) -> bool:
    shared = field(m, item, "shared")
    return shared is not None and shared.constant == Const(True)


NATIVES: dict[str, Native] = {
    "goatherd_intrinsics.bind": _bind,
    "goatherd_intrinsics.provide": _provide,
    "goatherd_intrinsics.provided": _provided,
    "goatherd_intrinsics.resolve": _resolve,
    "goatherd_intrinsics.binds": _is_bound,
}
