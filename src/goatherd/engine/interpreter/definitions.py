"""What definitions make: functions with their defaults, classes with their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from goatherd.code import ir
from goatherd.engine.values import Class, Frame, Func, Value, atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine


def function_value(m: Machine, function: ir.FunctionIR, owner: Class | None = None) -> Value:
    # What is defined anew in each round of a loop is a thing of its own, like what is made there.
    key = (function, m.frame, None if m.context is m.frame.context else m.context)
    found = m.functions.get(key)
    if found is None:
        frame: Frame | None = m.frame
        while frame is not None and not frame.keep:
            frame.keep = True
            frame = frame.parent
        found = m.functions[key] = Func(function, m.frame, m.module, owner)
    if m.module.language == "python":
        _keep_defaults(m, found)
    return atom(found)


def _keep_defaults(m: Machine, function: Func) -> None:
    """Python evaluates defaults where the function is defined, once."""
    for index, param in enumerate(function.ir.params):
        if param.default is not None and not isinstance(param.default, ir.Const):
            m.store.set((function, ("default", index)), m.evaluate(param.default))


def default(m: Machine, function: Func, index: int) -> Value:
    """The value of a parameter that has a default and was given no argument."""
    kept: Value | None = m.store.get((function, ("default", index)))
    if kept is not None:
        return kept
    expression = function.ir.params[index].default
    assert expression is not None
    return m.evaluate(expression)


def evaluated(m: Machine, where: Func | Class, node: ir.Expr | None) -> Value | None:
    """An expression that stands beside a function's parameters, or in a class."""
    if node is None:
        return None
    outer = m.frame, m.module
    m.frame, m.module = where.frame, where.module
    try:
        return m.evaluate(node)
    finally:
        m.frame, m.module = outer


def decorate(m: Machine, decorator: ir.Expr, value: Value) -> Value:
    return m.apply_decorator(m.evaluate(decorator), value, decorator.pos)


def class_value(m: Machine, cls: ir.ClassIR) -> Value:
    bases = tuple(m.evaluate(base) for base in cls.bases)
    key = (cls, m.frame)
    made = m.functions.get(key)
    if made is None:
        bound = frozenset(_bound_names(cls.body)) | ({"this"} if m.module.language == "javascript" else set())
        frame = Frame(bound, m.frame, m.module, hidden=True, context=m.context)
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
    names = list(dict.fromkeys(_bound_names(cls.body)))
    for name in names:
        _publish(m, made, name)
    m.semantics.class_made(m, made, names)
    value = atom(made)
    for decorator in reversed(cls.decorators):
        value = decorate(m, decorator, value)
    return value


def _is_setter(statement: ir.Stmt) -> TypeGuard[ir.FunctionDef]:
    return isinstance(statement, ir.FunctionDef) and statement.function.kind in ("set", "static set")


def _add_setter(m: Machine, cls: Class, function: ir.FunctionIR) -> None:
    add_setter(m, cls, function.name, function_value(m, function, cls))


def add_setter(m: Machine, owner: Any, name: Any, setter: Value) -> None:
    """What runs when a property of a class's instances, or of an object, is assigned to.

    Setters have keys of their own: a getter may have the same name.
    """
    m.store.set((owner, ("set", name)), setter)
    m.setters.setdefault(name)


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
        elif isinstance(statement, ir.Assign):
            yield from _assigned_names(statement)
        elif isinstance(statement, ir.If):
            yield from _bound_names(statement.body)
            yield from _bound_names(statement.orelse)
        elif isinstance(statement, ir.Import):
            yield from (local for _, local in statement.names)


def _assigned_names(statement: ir.Assign) -> Iterator[str]:
    """Those of `a = b = value`, which is one assignment inside of another."""
    link: ir.Expr = statement.value
    if isinstance(statement.target, ir.Name):
        yield statement.target.id
    while isinstance(link, ir.AssignExpr):
        if isinstance(link.target, ir.Name):
            yield link.target.id
        link = link.value
