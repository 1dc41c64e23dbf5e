"""SST 2: the app, its stacks, which are functions of the program, and configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import declared_secret
from goatherd.frontends.cdk.constructs import core
from goatherd.frontends.cdk.constructs.sst_functions import merged, tell
from goatherd.frontends.cdk.constructs.vocabulary import (
    Arguments,
    Call,
    Construct,
    Kind,
    Kit,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    prop,
    safe_id,
    text_of,
)
from goatherd.frontends.programs.values import Class, Closure

if TYPE_CHECKING:
    from goatherd.frontends.cdk.kinds import Method


def _stack(app: Construct, call: Call) -> Value:
    """`app.stack(Api, {…})`: run once, whoever asks first; gives the app, so that calls can be chained."""
    _given(app, call.get(0), call.props, call.span)
    return app


def _given(app: Construct, function: Value, props: Record, span: Span) -> Value:
    """What the function of a stack gives to those that `use` it."""
    machine = app.program.machine
    if machine is None or not isinstance(function, Closure | Class):
        tell(app, "which stack is added to the app is not known", span)
        return Node.opaque("the stack is not known", span)
    name = function.name if isinstance(function, Class) else function.function.name
    key = f"*stack {function.span.path}:{function.span.line} {name}"
    held = app.program.memory.get(key)
    if held is not None:
        return held
    app.program.memory[key] = Node.opaque("it is still being made", span)
    id = prop(props, "id")
    named = safe_id(text_of(id)) if isinstance(id, Node) and id.kind == "scalar" else safe_id(name)
    if isinstance(function, Class):
        given = machine.call(function, Arguments([app, Node.scalar(named, span)], {}, span, new=True))
    else:
        made = app.program.create("sst.Stack", app, named, props, Arguments([], {}, function.span))
        made.memory.update({key: app.memory[key] for key in ("stage", "region") if key in app.memory})
        context = Record({"stack": made, "app": app}, {}, span)
        given = machine.call(function, Arguments([context], {}, span))
    app.program.memory[key] = given
    return given


def _use(program: Kit, call: Call) -> Value:
    app = construct_of(program.memory.get("*app", Node.absent(call.span)))
    if app is None:
        return Node.opaque("the stack is not known", call.span)
    return _given(app, call.get(0), Record({}, {}, call.span), call.span)


def _depends(program: Kit, call: Call) -> Value:
    _use(program, call)
    return Node.absent(call.span)


def _defaults(holder: Construct, call: Call) -> Value:
    """`setDefaultFunctionProps({…})` of the app or of a stack."""
    memory = holder.program.memory if holder.kind == "sst.App" else holder.memory
    held = memory.get("*functions")
    memory["*functions"] = merged(held, call.props) if isinstance(held, Record) else call.props
    return Node.absent(call.span)


def _default(key: str) -> Method:
    """`addDefaultFunctionPermissions([…])`, `addDefaultFunctionEnv({…})`, `addDefaultFunctionBinding([…])`."""

    def method(holder: Construct, call: Call) -> Value:
        given = Record({key: call.get(0)}, {key: call.span}, call.span)
        return _defaults(holder, Call([given], given, call.span, call.arguments))

    return method


def _nothing(holder: Construct, call: Call) -> Value:
    return Node.absent(call.span)


def _secret(thing: Thing, span: Span) -> Node:
    return Node.opaque(declared_secret(f"`sst secrets set {text_of(thing.argument(1))}` sets it"), span)


def _none(construct: Construct) -> None:
    """It deploys nothing by itself."""


STACK_METHODS = {
    "addOutputs": _nothing,
    "setDefaultFunctionProps": _defaults,
    "addDefaultFunctionPermissions": _default("permissions"),
    "addDefaultFunctionEnv": _default("environment"),
    "addDefaultFunctionBinding": _default("bind"),
    "addDefaultFunctionLayers": _default("layers"),
}
KINDS: dict[str, Kind] = {
    "sst.App": Kind(methods={"stack": _stack, "addDefaultRemovalPolicy": _nothing, **STACK_METHODS}),
    "sst.Stack": Kind(build=_none, methods={**core.KINDS["core.Stack"].methods, **STACK_METHODS}),
    "sst": Kind(methods={"static use": _use, "static dependsOn": _depends}),
    "sst.Config.Secret": Kind(value=_secret),
    "sst.Config.Parameter": Kind(value=lambda thing, span: Node.opaque("a parameter", span)),
}
