"""cloudfriend, a library that templates written in JavaScript are put together with: what its helpers give.

Source: the library's documentation, "Intrinsic functions", "Conditions", "Pseudo parameters" and "merge".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs import Hooks, node_of

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.values import Arguments, External, Value

_LIBRARIES = ("@mapbox/cloudfriend", "@openaddresses/cloudfriend")
_ONE = {"ref": "Ref", "importValue": "Fn::ImportValue", "base64": "Fn::Base64", "getAzs": "Fn::GetAZs"}
# Those whose arguments become a list.
_LIST = {
    "getAtt": "Fn::GetAtt",
    "findInMap": "Fn::FindInMap",
    "if": "Fn::If",
    "select": "Fn::Select",
    "split": "Fn::Split",
    "equals": "Fn::Equals",
    "and": "Fn::And",
    "or": "Fn::Or",
    "not": "Fn::Not",
}
_PSEUDO = {
    "accountId": "AWS::AccountId",
    "notificationArns": "AWS::NotificationARNs",
    "noValue": "AWS::NoValue",
    "region": "AWS::Region",
    "stackId": "AWS::StackId",
    "stackName": "AWS::StackName",
    "urlSuffix": "AWS::URLSuffix",
    "partition": "AWS::Partition",
}


class Cloudfriend(Hooks):
    """`unread` are the places of parts of which nobody knows what they add, with a reason."""

    def __init__(self) -> None:
        self.unread: dict[Span, str] = {}

    def is_library(self, module: str) -> bool:
        return module in _LIBRARIES

    def member(self, machine: Machine, external: External, name: str, span: Span) -> Value | None:
        pseudo = _PSEUDO.get(name) if external.name in _LIBRARIES else None
        return _call("Ref", Node.scalar(pseudo, span), span) if pseudo else None

    def call(self, machine: Machine, external: External, arguments: Arguments) -> Value | None:
        library, _, name = external.name.rpartition(".")
        if library not in _LIBRARIES:
            return None
        given, span = [node_of(argument) for argument in arguments.args], arguments.span
        if name in _ONE:
            return _call(_ONE[name], given[0] if given else Node.scalar("", span), span)
        if name in _LIST:
            return _call(_LIST[name], Node.sequence(tuple(given), span), span)
        if name == "sub":
            return _call("Fn::Sub", given[0] if len(given) == 1 else Node.sequence(tuple(given), span), span)
        if name == "join":
            delimited = given if len(given) > 1 else [Node.scalar("", span), *given]
            return _call("Fn::Join", Node.sequence(tuple(delimited), span), span)
        if name == "merge":
            self.unread |= {part.span: part.why for part in given if part.kind == "opaque"}
            return _merged(given, span)
        return None


def _call(function: str, argument: Node, span: Span) -> Node:
    return Node.mapping({function: argument}, {function: span}, span)


def _merged(templates: list[Node], span: Span) -> Node:
    """One template with the sections of all that are known."""
    sections: dict[str, Node] = {}
    for template in templates:
        for name, section in template.items():
            known = sections.get(name)
            if known is not None and known.is_mapping and section.is_mapping:
                spans = {**known.key_spans, **section.key_spans}
                section = Node.mapping({**known.entries, **section.entries}, spans, known.span)
            sections[name] = section
    return Node.mapping(sections, dict.fromkeys(sections, span), span)
