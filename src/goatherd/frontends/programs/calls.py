"""Calls: arguments, functions of the program, of libraries and of this evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.value import is_secret_why
from goatherd.frontends.node import Node
from goatherd.frontends.programs import classes, library
from goatherd.frontends.programs.assignment import assign
from goatherd.frontends.programs.scope import Scope
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    Class,
    Closure,
    External,
    ExternalCall,
    Native,
    Record,
    Value,
    is_nothing,
    joined,
    moved,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_USES = (ir.Name, ir.Attr, ir.Item)


def evaluate_call(m: Machine, expr: ir.Call, scope: Scope) -> Value:
    span = scope.span(expr.pos)
    if isinstance(expr.func, ir.Name) and expr.func.id == "super":
        if scope.module.language == "python":
            return classes.super_object(scope, span)
        return classes.super_call(m, arguments_of(m, expr, scope), scope)
    function = m.eval(expr.func, scope)
    if expr.optional and is_nothing(function):
        return Node.absent(span)
    return m.call(function, arguments_of(m, expr, scope))


def arguments_of(m: Machine, expr: ir.Call, scope: Scope) -> Arguments:
    """The arguments of a call, evaluated; `open` where a spread is not known."""
    found = Arguments([], {}, scope.span(expr.pos), new=expr.new)
    for part in expr.args:
        if not isinstance(part, ir.Spread):
            value = m.eval(part, scope)
            found.args.append(moved(value, scope.span(part.pos)) if isinstance(part, _USES) else value)
            continue
        value = m.eval(part.value, scope)
        if isinstance(value, Array):
            m.tick(len(value.items))
            found.args.extend(value.items)
        else:
            found.open = True
    for name, part in expr.keywords:
        value = m.eval(part, scope)
        if name is not None:
            found.keywords[name] = moved(value, scope.span(part.pos)) if isinstance(part, _USES) else value
        elif isinstance(value, Record):
            m.tick(len(value.entries))
            found.keywords.update(value.entries)
            found.open = found.open or bool(value.open)
        else:
            found.open = found.open or not is_nothing(value)
    return found


def call(m: Machine, function: Value, arguments: Arguments) -> Value:
    """What calling a value gives; functions that are handed to something unknown are run as well."""
    if isinstance(function, Closure):
        return _invoke(m, function, arguments)
    if isinstance(function, Class):
        return classes.instantiate(m, function, arguments)
    if isinstance(function, Native):
        return function.call(m, arguments)
    if isinstance(function, External):
        return _external(m, function, arguments)
    _run_callbacks(m, arguments)
    # a secret is one however it is written: `value.unsafeUnwrap()`, `value.toString()`
    why = function.why if isinstance(function, Node) else ""
    return Node.opaque(why if is_secret_why(why) else "what is called is not known", arguments.span)


def _external(m: Machine, function: External, arguments: Arguments) -> Value:
    value = library.call(m, function.name, arguments)
    if value is not None:
        return value
    record = ExternalCall(function.name, arguments, function, place=m.place(arguments.span))
    m.calls.append(record)
    value = m.hooks.call(m, function, arguments)
    return External(f"{function.name}()", arguments.span, call=record) if value is None else value


def _run_callbacks(m: Machine, arguments: Arguments) -> None:
    """What is called is unknown; functions given to it are taken to run once: they may declare something."""
    for value in arguments.args:
        if isinstance(value, Closure) and value.scope.module.language != "python":
            m.call(value, Arguments([], {}, arguments.span, open=True))


def _invoke(m: Machine, closure: Closure, arguments: Arguments) -> Value:
    function = closure.function
    with m.nested() as allowed, m.running_of(function) as ends:
        if not (allowed and ends):
            return Node.opaque("calls are nested too deeply", arguments.span)
        scope = Scope(closure.scope.module, closure.scope, function.locals)
        scope.home = closure.home
        if not function.arrow:
            scope.this = closure.this
        bind(m, closure, arguments, scope)
        with m.called_at(arguments.span):
            outcome = m.run(function.body, scope)
        value: Value = Node.absent(arguments.span)
        if outcome is not None and outcome.kind == "raise":
            value = Node.opaque("the program gives up there", arguments.span)
        elif outcome is not None and outcome.value is not None:
            value = outcome.value
        elif scope.module.language == "python":
            value = Node.scalar(None, arguments.span)
        for other in scope.returns:
            value = joined(value, other, arguments.span)
        return value


def bind(m: Machine, closure: Closure, arguments: Arguments, scope: Scope) -> None:
    """Give the parameters of a function their values in the scope of its body."""
    positional = list(arguments.args)
    keywords = dict(arguments.keywords)
    if _takes_self(closure) and closure.this is not None:
        positional.insert(0, closure.this)
    for param in closure.function.params:
        span = arguments.span
        name = param.target.id if isinstance(param.target, ir.Name) else ""
        value: Value
        if param.kind == "star":
            value, positional = Array(positional, span), []
        elif param.kind == "doublestar":
            value = Record(keywords, {}, span, "the arguments are not known" if arguments.open else "")
            keywords = {}
        elif name in keywords:
            value = keywords.pop(name)
        elif positional and param.kind == "positional":
            value = positional.pop(0)
        else:
            value = _left_out(m, param, arguments, scope, span)
        if isinstance(value, Node) and value.kind == "absent" and param.default is not None:
            value = m.eval(param.default, scope)
        assign(m, param.target, value, scope, declares=True)


def _left_out(m: Machine, param: ir.Param, arguments: Arguments, scope: Scope, span: Span) -> Value:
    if param.default is not None:
        return m.eval(param.default, scope)
    if arguments.open or scope.module.language == "python":
        return Node.opaque("the argument is not known", span)
    return Node.absent(span)


def _takes_self(closure: Closure) -> bool:
    return closure.scope.module.language == "python" and closure.home is not None and closure.function.kind != "static"
