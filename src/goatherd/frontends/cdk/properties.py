"""Properties under the kit's names -> the same under CloudFormation's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.cdk.names import camel, upper_first
from goatherd.frontends.cdk.things import Bound, Thing, given, member_name, prop
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Record, Value

if TYPE_CHECKING:
    from goatherd.frontends.cdk.units import Resource

# below these keys, the names are the program's own
_FREE = frozenset(
    {
        "Variables",
        "PolicyDocument",
        "AssumeRolePolicyDocument",
        "KeyPolicy",
        "Body",
        "EventPattern",
        "Definition",
        "DefinitionSubstitutions",
        "RequestTemplates",
        "RequestParameters",
        "ResponseParameters",
        "ResponseTemplates",
        "RequestModels",
        "FilterPolicy",
        "Pattern",
        "Schema",
        "SecretString",
        "Roles",
        "RoleMappings",
        "StageVariables",
    }
)
# the same, where CloudFormation's names begin with a small letter
_SMALL = frozenset({"RedrivePolicy"})
_ACRONYMS = {
    "callbackUrLs": "CallbackURLs",
    "enableIamDatabaseAuthentication": "EnableIAMDatabaseAuthentication",
    "lambdaFunctionArn": "LambdaFunctionARN",
    "logoutUrLs": "LogoutURLs",
    "providerArns": "ProviderARNs",
}
_LEADING = re.compile(r"^(db|sse)([A-Z])")
_MAX_DEPTH = 30


_BESIDE = len("removalPolicy") + 3  # how far behind its name a value stands that no condition chooses
_POLICIES = {"DESTROY": "Delete", "RETAIN": "Retain", "SNAPSHOT": "Snapshot"}


def _property(key: str) -> str:
    """The kit's name of a property as CloudFormation writes it."""
    return _ACRONYMS.get(key) or upper_first(_LEADING.sub(lambda match: match[1].upper() + match[2], key))


def set_property(resource: Resource, key: str, value: Value, props: Record | None = None) -> None:
    """Set a property by the kit's name of it; `props` know the places of the keys."""
    name = _property(key)
    small = name in _SMALL
    resource.properties.entries[name] = value if name in _FREE or small else capitalised(value)
    resource.properties.key_spans[name] = props.key_spans.get(key, value.span) if props is not None else value.span


def capitalised(value: Value, depth: int = _MAX_DEPTH, bound: Bound | None = None) -> Value:
    """Structures of properties under CloudFormation's names."""
    bound = bound or Bound()
    if depth == 0 or not bound.take():
        return value
    if isinstance(value, Thing) and not value.arguments.args:
        value = value.props
    if isinstance(value, Array):
        return Array([capitalised(item, depth - 1, bound) for item in value.items], value.span)
    if not isinstance(value, Record):
        return value
    made = Record({}, {}, value.span, value.open)
    for key, item in value.entries.items():
        name = _property(camel(key))
        made.entries[name] = item if name in _FREE else capitalised(item, depth - 1, bound)
        made.key_spans[name] = value.key_spans.get(key, item.span)
    return made


def put(record: Record, path: list[str], value: Value) -> None:
    """Set what stands under a path of keys; mappings on the way are made."""
    for step in path[:-1]:
        inner = record.entries.get(step)
        if not isinstance(inner, Record):
            inner = record.entries[step] = Record({}, {}, value.span)
        record = inner
    if path[-1]:
        record.entries[path[-1]] = value
        record.key_spans[path[-1]] = value.span


def deletion_of(props: Record) -> Node | None:
    """The DeletionPolicy that a construct's properties ask for; None where they do not say, or in one stage only."""
    if given(prop(props, "deletionProtection")):
        return None
    written = prop(props, "removalPolicy")
    key = props.key_spans.get("removalPolicy")
    beside = key is not None and key.line == written.span.line and written.span.column - key.column <= _BESIDE
    policy = _POLICIES.get(member_name(written)) if given(written) and beside else None
    return Node.scalar(policy, written.span) if policy is not None else None
