"""What SST gives every program by name: `$app`, `$interpolate`, `sst.Secret`, `sst.Linkable` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import declared_secret
from goatherd.frontends.node import Node
from goatherd.frontends.programs import library_data
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    Closure,
    External,
    Native,
    Record,
    Value,
    known_text,
    text_of,
)
from goatherd.frontends.sst.names import resource_type
from goatherd.frontends.sst.policies import policy_document
from goatherd.frontends.sst.things import Call, Component, name_of, prop, rec

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.sst.program import SstProgram

_ARNS = {
    "Bucket": "arn:aws:s3:::",
    "Dynamo": "arn:aws:dynamodb:${AWS-Region}:${AWS-AccountId}:table/",
}
_LIBRARIES = ("sst", "aws", "$util", "pulumi", "random", "cloudflare", "vercel", "stripe", "command", "tls", "docker")


def value(program: SstProgram, name: str, span: Span) -> Value | None:
    """A global of SST; None for what is none."""
    if name in _LIBRARIES:
        return External("@pulumi/pulumi" if name == "$util" else name, span)
    if name == "$app":
        why = "the stage is chosen when it is deployed"
        return Record({"stage": Node.opaque(why, span)}, {}, span, "it is known when it is deployed")
    if name == "$dev":
        return Node.scalar(False, span)
    function = _FUNCTIONS.get(name)
    if function is not None:
        return Native(lambda m, arguments: function(program, m, arguments), span)
    return External(name, span) if name.startswith("$") else None


def member(program: SstProgram, name: str, span: Span) -> Value | None:
    leaf = name.rpartition(".")[2]
    if name.startswith("@pulumi/pulumi") and f"${leaf}" in _FUNCTIONS:
        return value(program, f"${leaf}", span)
    return None


def called(program: SstProgram, name: str, arguments: Arguments) -> Value | None:
    """Functions of SST and of Pulumi's provider that are no classes."""
    leaf = name.rpartition(".")[2]
    if name == "sst.aws.permission":
        return arguments.get(0)
    if name in ("sst.Linkable.wrap", "sst.linkable"):
        return _wrap(program, arguments)
    if leaf in ("getPolicyDocumentOutput", "getPolicyDocument"):
        document = policy_document(prop(arguments.get(0), "statements"), arguments.span)
        return Record({"json": document, "minifiedJson": document}, {}, arguments.span)
    if leaf in ("getCallerIdentityOutput", "getCallerIdentity"):
        account = Node.scalar("${AWS-AccountId}", arguments.span)
        return Record({"accountId": account}, {}, arguments.span, "it is known when it is deployed")
    if leaf in ("getRegionOutput", "getRegion"):
        region = Node.scalar("${AWS-Region}", arguments.span)
        return Record({"name": region, "region": region, "id": region}, {}, arguments.span)
    if leaf == "assumeRolePolicyForPrincipal":
        statement = rec({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": arguments.get(0)}, arguments.span)
        return rec({"Statement": [statement]}, arguments.span)
    return None


# --- secrets and linkables ---


def secret(program: SstProgram, call: Call) -> Component:
    name = name_of(call.get(0))
    made = Component(program, "Secret", name, Record({}, {}, call.span), call.span)
    made.members["value"] = Node.opaque(declared_secret(f"`sst secret set {name}` sets it"), call.span)
    made.members["name"] = Node.scalar(name, call.span)
    return made


def linkable(program: SstProgram, call: Call) -> Component:
    args = call.record(1)
    made = Component(program, "Linkable", name_of(call.get(0)), args, call.span)
    properties = prop(args, "properties")
    made.members["properties"] = properties
    return made


def elsewhere(program: SstProgram, kind: str, call: Call) -> Component:
    """`sst.aws.Bucket.get("Name", "physical-name")`: what another stage or program declares."""
    made = Component(program, kind, name_of(call.get(0)), Record({}, {}, call.span), call.span)
    named = known_text(call.get(1))
    prefix = _ARNS.get(kind)
    if named is not None and named.startswith("arn:"):
        made.members["arn"] = Node.scalar(named, call.span)
    elif named is not None:
        made.members["name"] = made.members["id"] = Node.scalar(named, call.span)
        if prefix is not None:
            made.members["arn"] = Node.scalar(prefix + named, call.span)
    return made


def _wrap(program: SstProgram, arguments: Arguments) -> Value:
    cls, make = arguments.get(0), arguments.get(1)
    type = resource_type(cls.name) if isinstance(cls, External) else None
    if type is not None:
        program.wrapped[type] = make
    return Node.absent(arguments.span)


# --- functions ---


def _config(program: SstProgram, m: Machine, a: Arguments) -> Value:
    program.configs.append(a.get(0))
    return a.get(0)


def _interpolated(program: SstProgram, m: Machine, a: Arguments) -> Value:
    texts = a.get(0)
    parts = [text_of(part) for part in texts.items] if isinstance(texts, Array) else [text_of(texts)]
    joined = parts[0] if parts else ""
    for part, between in zip(parts[1:], a.args[1:], strict=False):
        joined += text_of(between) + part
    m.tick(1 + len(joined) // 100)
    return Node.scalar(joined, a.span)


def _concatenated(program: SstProgram, m: Machine, a: Arguments) -> Value:
    joined = "".join(map(text_of, a.args))
    m.tick(1 + len(joined) // 100)
    return Node.scalar(joined, a.span)


def _first(program: SstProgram, m: Machine, a: Arguments) -> Value:
    return a.get(0)


def _json(program: SstProgram, m: Machine, a: Arguments) -> Value:
    """Kept as the data that it is: whoever takes JSON takes that too, with its places."""
    return a.get(0)


def _parsed(program: SstProgram, m: Machine, a: Arguments) -> Value:
    return library_data.FUNCTIONS["JSON.parse"](m, a)


def _for_all(program: SstProgram, m: Machine, a: Arguments) -> Value:
    """`$transform(sst.aws.Function, (args) => …)`: for every one that is made from here on."""
    cls, change = a.get(0), a.get(1)
    if isinstance(cls, External) and isinstance(change, Closure):
        kind = resource_type(cls.name) or cls.name.removeprefix("sst.aws.")
        program.transforms.setdefault(kind, []).append(change)
    return Node.absent(a.span)


_FUNCTIONS: dict[str, Callable[[SstProgram, Machine, Arguments], Value]] = {
    "$config": _config,
    "$interpolate": _interpolated,
    "$concat": _concatenated,
    "$resolve": _first,
    "$all": _first,
    "$output": _first,
    "$secret": _first,
    "$unsecret": _first,
    "$asset": _first,
    "$jsonStringify": _json,
    "$jsonParse": _parsed,
    "$transform": _for_all,
}
