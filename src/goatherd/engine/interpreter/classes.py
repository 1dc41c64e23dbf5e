"""Functions, classes and instances as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from goatherd.code import ir
from goatherd.engine.values import Bound, Class, External, Frame, Func, Obj, Value, atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine


def function_value(m: Machine, function: ir.FunctionIR, owner: Class | None = None) -> Value:
    key = (function, m.frame)
    found = m.functions.get(key)
    if found is None:
        frame: Frame | None = m.frame
        while frame is not None and not frame.keep:
            frame.keep = True
            frame = frame.parent
        found = m.functions[key] = Func(function, m.frame, m.module, owner)
    return atom(found)


def decorate(m: Machine, decorator: ir.Expr, value: Value, pos: int) -> Value:
    return m.apply_decorator(m.evaluate(decorator), value, pos)


def class_value(m: Machine, cls: ir.ClassIR) -> Value:
    bases = tuple(m.evaluate(base) for base in cls.bases)
    key = (cls, m.frame)
    made = m.functions.get(key)
    if made is None:
        bound = frozenset(_bound_names(cls.body)) | ({"this"} if m.module.language == "javascript" else set())
        frame = Frame(bound, m.frame, m.module, hidden=m.module.language == "python", context=m.context)
        frame.keep = True
        made = m.functions[key] = Class(cls, bases, m.module, frame)  # type: ignore[assignment]
    assert isinstance(made, Class)
    outer = m.frame
    m.frame = made.frame
    if m.module.language == "javascript":
        m.store.set((made.frame, "this"), atom(made))
    try:
        m.execute([statement for statement in cls.body if not _is_setter(statement)])
        for statement in filter(_is_setter, cls.body):
            _add_setter(m, made, statement.function)
    finally:
        m.frame = outer
    for name in dict.fromkeys(_bound_names(cls.body)):
        _publish(m, made, name)
    value = atom(made)
    for decorator in reversed(cls.decorators):
        value = decorate(m, decorator, value, cls.pos)
    return value


def _is_setter(statement: ir.Stmt) -> TypeGuard[ir.FunctionDef]:
    return isinstance(statement, ir.FunctionDef) and statement.function.kind in ("set", "static set")


def _add_setter(m: Machine, cls: Class, function: ir.FunctionIR) -> None:
    """Setters have keys of their own: a getter may have the same name."""
    m.store.set((cls, ("set", function.name)), function_value(m, function, cls))
    m.setters.setdefault(function.name)


def setter(m: Machine, item: Any, name: Any) -> Value | None:
    """The setter that an assignment to a property of `item` calls, if there is one."""
    if name not in m.setters:
        return None
    return lookup(m, item if isinstance(item, Class) else getattr(item, "cls", None), ("set", name))


def _publish(m: Machine, cls: Class, name: str) -> None:
    value = m.store.get((cls.frame, name))
    if value is not None:
        m.set_field(cls, name, value)
        for item in value.atoms:
            if isinstance(item, Func) and item.owner is None:
                item.owner = cls


def _bound_names(body: list[ir.Stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ir.FunctionDef):
            yield statement.function.name
        elif isinstance(statement, ir.ClassDef):
            yield statement.cls.name
        elif isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name):
            yield statement.target.id
        elif isinstance(statement, ir.If):
            yield from _bound_names(statement.body)
            yield from _bound_names(statement.orelse)
        elif isinstance(statement, ir.Import):
            yield from (local for _, local in statement.names)


def lookup(m: Machine, cls: Any, name: Any, depth: int = 0) -> Value | None:
    """A member of a class or of its bases, in order."""
    if depth > 12:
        return None
    if isinstance(cls, Class | Func):
        own = m.get_field(cls, name)
        if own is not None:
            return own
    if isinstance(cls, Class):
        for base in cls.bases:
            for item in base.atoms:
                found = lookup(m, item, name, depth + 1)
                if found is not None:
                    return found
    return None


def external_base(cls: Any, depth: int = 0) -> External | None:
    """The library class that a class is derived from, if any."""
    if isinstance(cls, External):
        return cls
    if isinstance(cls, Class) and depth < 12:
        for base in cls.bases:
            for item in base.atoms:
                found = external_base(item, depth + 1)
                if found is not None:
                    return found
    return None


def is_subclass(cls: Any, other: Any, depth: int = 0) -> bool:
    """Whether a class is another one or is derived from it."""
    if cls == other:
        return True
    if not isinstance(cls, Class) or depth > 12:
        return False
    return any(is_subclass(item, other, depth + 1) for base in cls.bases for item in base.atoms)


def method_kind(function: ir.FunctionIR) -> str:
    """ "", "static", "class", "get", "set" or "constructor"; Python says it by decorators."""
    if function.kind:
        return function.kind.removeprefix("static ")
    for decorator in function.decorators:
        if isinstance(decorator, ir.Name) and decorator.id in _DECORATED_KINDS:
            return _DECORATED_KINDS[decorator.id]
    return ""


_DECORATED_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "get", "cached_property": "get"}


def bind_method(m: Machine, value: Value, receiver: Any) -> Value:
    """Functions found on a class become methods of the receiver: of a class, those that are made for one."""
    return Value(tuple(_bound_to(item, receiver) for item in value.atoms), value.labels)


def _bound_to(item: Any, receiver: Any) -> Any:
    kind = method_kind(item.ir) if isinstance(item, Func) else "static"
    if kind != "static" and (isinstance(receiver, Obj) or kind == "class"):
        return Bound(item, atom(receiver))
    return item
