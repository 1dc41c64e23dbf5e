"""Classes: definition, instances, inheritance, super, decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.frontends.node import Node
from goatherd.frontends.programs.scope import Scope
from goatherd.frontends.programs.values import (
    Arguments,
    Class,
    Closure,
    External,
    ExternalCall,
    Instance,
    Native,
    Symbol,
    Value,
    text_of,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_CONSTRUCTORS = ("constructor", "__init__")
_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
_ENUMERATIONS = ("enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "enum.IntFlag")


def define_class(m: Machine, definition: ir.ClassIR, scope: Scope) -> Value:
    """A class with its members evaluated, as its decorators leave it."""
    cls = Class(definition, scope, [m.eval(base, scope) for base in definition.bases])
    body = Scope(scope.module, scope, frozenset(), is_class=True, this=cls, home=cls)
    body.names = cls.members  # type: ignore[assignment]
    for stmt in definition.body:
        _member(m, stmt, cls, body)
    base = cls.library_base
    if base is not None and base.name in _ENUMERATIONS:
        _enumerate(cls)
    return decorated_by(m, definition.decorators, cls, scope)


def _member(m: Machine, stmt: ir.Stmt, cls: Class, body: Scope) -> None:
    if isinstance(stmt, ir.FunctionDef):
        function = stmt.function
        value = decorated_by(m, function.decorators, Closure(function, body, home=cls), body)
        if function.kind.endswith("set"):
            return
        m.write(cls.members, function.name, value)
    elif isinstance(stmt, ir.Assign) and isinstance(stmt.target, ir.Name):
        m.write(cls.members, stmt.target.id, m.eval(stmt.value, body))
    else:
        m.run([stmt], body)


def _enumerate(cls: Class) -> None:
    """Members of an enumeration are objects with a name and a value."""
    for name, value in list(cls.members.items()):
        if not isinstance(value, Closure):
            span = value.span
            cls.members[name] = Instance(cls, span, {"name": Node.scalar(name, span), "value": value})


def decorated_by(m: Machine, decorators: list[ir.Expr], value: Value, scope: Scope) -> Value:
    """What decorators make of a function or class, the innermost first."""
    evaluated = [(m.eval(decorator, scope), scope.span(decorator.pos)) for decorator in decorators]
    defined = value
    for decorator, span in reversed(evaluated):
        value = _decorate(m, decorator, value, defined, span)
    return value


def _decorate(m: Machine, decorator: Value, decorated: Value, defined: Value, span: Span) -> Value:
    """What a decorator makes of a function or class: those of libraries leave it as it is, and are remembered.

    `defined` is what stands below all decorators, `decorated` what those between have made of it.
    """
    if isinstance(decorated, Closure | Class) and isinstance(decorator, External):
        call = decorator.call
        if call is None:
            call = ExternalCall(decorator.name, Arguments([], {}, span), decorator)
            m.calls.append(call)
        if call.decorated is not None:
            call = ExternalCall(call.name, call.arguments, call.receiver)
            m.calls.append(call)
        call.decorated = defined if isinstance(defined, Closure | Class) else decorated
        return decorated
    if isinstance(decorator, Closure | Native):
        made = m.call(decorator, Arguments([decorated], {}, span))
        return made if isinstance(made, Closure | Class) else decorated
    return decorated


def instantiate(m: Machine, cls: Class, arguments: Arguments) -> Value:
    """A new object, or a member of an enumeration."""
    if cls.library_base is not None and cls.library_base.name in _ENUMERATIONS:
        return _enumerated(cls, arguments)
    instance = Instance(cls, arguments.span)
    with m.nested() as allowed:
        if allowed:
            construct(m, instance, cls, arguments)
        else:
            m.too_deep(arguments.span)
    return instance


def _enumerated(cls: Class, arguments: Arguments) -> Value:
    wanted = text_of(arguments.get(0))
    for member in cls.members.values():
        if isinstance(member, Instance) and text_of(member.fields["value"]) == wanted:
            return member
    return Node.opaque("which member of the enumeration it is cannot be known", arguments.span)


def construct(m: Machine, instance: Instance, cls: Value, arguments: Arguments) -> None:
    """Run the constructor that `cls`, the class of the instance or a base of it, has."""
    if isinstance(cls, External):
        instance.native = m.hooks.construct(m, instance, cls, arguments)
        if instance.native is None:
            call = ExternalCall(cls.name, arguments, cls)
            m.calls.append(call)
            instance.native = External(f"{cls.name}()", arguments.span, call=call)
        return
    if not isinstance(cls, Class):
        return
    own = next((cls.members[name] for name in _CONSTRUCTORS if name in cls.members), None)
    if not isinstance(own, Closure):
        for base in cls.bases[:1]:
            construct(m, instance, base, arguments)
        _fields(m, instance, cls, arguments)
        return
    if not cls.bases:
        _fields(m, instance, cls, None)
    m.call(Closure(own.function, own.scope, this=instance, home=cls), arguments)


def _fields(m: Machine, instance: Instance, cls: Class, arguments: Arguments | None) -> None:
    """Fields of JavaScript's classes; those of Python's data classes, which arguments set."""
    scope = Scope(cls.scope.module, cls.scope, frozenset(), this=instance, home=cls)
    python = cls.scope.module.language == "python"
    # which as a rule compiles a field without a value to nothing: what the base's constructor set stays
    typescript = cls.scope.module.path.endswith(_TYPESCRIPT)
    for position, (key, value) in enumerate(cls.ir.fields):
        name = text_of(m.eval(key, scope)) if not isinstance(key, ir.Name) else key.id
        given = arguments.get(position, name) if python and arguments is not None else None
        if given is not None and not (isinstance(given, Node) and given.kind == "absent"):
            m.write(instance.fields, name, given)
        elif value is not None:
            m.write(instance.fields, name, m.eval(value, scope))
        elif not python and not (typescript and name in instance.fields):
            m.write(instance.fields, name, Node.absent(instance.span))


def super_call(m: Machine, arguments: Arguments, scope: Scope) -> Value:
    """JavaScript's `super(…)`; the fields of the class are set right after it."""
    holder = scope.receiver()
    if holder is None or not isinstance(holder.this, Instance) or holder.home is None:
        return Node.opaque("super is used outside of a class", arguments.span)
    for base in holder.home.bases[:1]:
        construct(m, holder.this, base, arguments)
    _fields(m, holder.this, holder.home, None)
    return holder.this


def super_object(scope: Scope, span: Span) -> Value:
    """Python's `super()`."""
    return _Super(scope, span)


class _Super(Symbol):
    def __init__(self, scope: Scope, span: Span) -> None:
        self.scope = scope
        self.span = span

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        return super_member(machine, name, self.scope, span)


def super_member(m: Machine, name: str, scope: Scope, span: Span) -> Value:
    """A method as the bases of the class at hand have it."""
    holder = scope.receiver()
    if holder is None or holder.home is None or holder.this is None:
        return Node.opaque("super is used outside of a class", span)
    bases, this = holder.home.bases, holder.this
    if name == "__init__" and isinstance(this, Instance):
        return Native(lambda machine, arguments: _initialise(machine, this, bases, arguments), span)
    for base in (found for start in bases for found in ([start] if not isinstance(start, Class) else start.lineage())):
        if isinstance(base, Class) and name in base.members:
            return bound(base.members[name], this, base)
    if isinstance(this, Instance) and this.native is not None:
        return m.member(this.native, name, span)
    return Native(lambda machine, arguments: Node.absent(arguments.span), span)


def _initialise(m: Machine, this: Instance, bases: list[Value], arguments: Arguments) -> Value:
    for base in bases:
        construct(m, this, base, arguments)
    return Node.scalar(None, arguments.span)


def bound(member: Value, this: Value, home: Class) -> Value:
    """A method that knows its object and the class that it was found in."""
    if isinstance(member, Closure) and member.home is not None:
        return Closure(member.function, member.scope, this=this, home=home)
    return member


def instance_member(m: Machine, instance: Instance, name: str, span: Span) -> Value:
    """A field, method or getter; opaque where a base class is not known, absent where there is none."""
    if name in instance.fields:
        return instance.fields[name]
    for base in instance.cls.lineage():
        if isinstance(base, Class) and name in base.members:
            member = bound(base.members[name], instance, base)
            if isinstance(member, Closure) and member.function.kind == "get":
                return m.call(member, Arguments([], {}, span))
            return member
    if name in ("__class__", "constructor"):
        return instance.cls
    if instance.native is not None:
        return m.member(instance.native, name, span)
    if instance.cls.library_base is not None or instance.cls.bases:
        return Node.opaque(f"{name} comes from a base class that is not known", span)
    return Node.absent(span)


def class_member(m: Machine, cls: Class, name: str, span: Span) -> Value:
    """A member of the class itself or of a base; absent where there is none."""
    for base in cls.lineage():
        if isinstance(base, Class) and name in base.members:
            member = base.members[name]
            if isinstance(member, Closure) and member.function.kind in ("static get", "class", "static"):
                member = Closure(member.function, member.scope, this=cls, home=base)
                return m.call(member, Arguments([], {}, span)) if member.function.kind == "static get" else member
            return member
        if isinstance(base, External):
            return m.member(base, name, span)
    if name in ("name", "__name__"):
        return Node.scalar(cls.name, span)
    if name in _CONSTRUCTORS:  # Base.__init__(self, …)
        return Native(lambda machine, arguments: _base_init(machine, cls, arguments), span)
    return Node.absent(span)


def _base_init(m: Machine, cls: Class, arguments: Arguments) -> Value:
    this = arguments.get(0)
    if isinstance(this, Instance):
        construct(m, this, cls, Arguments(arguments.args[1:], arguments.keywords, arguments.span, open=arguments.open))
    return Node.scalar(None, arguments.span)
