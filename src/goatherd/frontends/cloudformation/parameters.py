"""Parameters of a template and the values they have while nobody deploys it: arguments of the parent, else defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import declared_secret
from goatherd.frontends.contents import texts
from goatherd.frontends.node import Node
from goatherd.model.resource import TemplateParameter

if TYPE_CHECKING:
    from goatherd.core.source import Span

_ABOUT = frozenset({"Parameters", "Metadata", "Description"})  # sections in which nothing is used
_INCLUDE = "AWS::Include"


@frozen(eq=False)
class Parameter:
    name: str
    span: Span
    type: str
    default: Node
    no_echo: bool

    def described(self, prefix: str, template: Node) -> TemplateParameter:
        default = self.default.as_text() if self.default.exists else None
        used = self._is_used(template)
        return TemplateParameter(prefix + self.name, self.span, default, self.no_echo, self.type, used)

    def _is_used(self, template: Node) -> bool:
        """Whether something in a template may refer to it: includes and macros may."""
        substituted = f"${{{self.name}}}"
        return any(
            text in (self.name, _INCLUDE) or substituted in text
            for name, section in template.items()
            if name not in _ABOUT
            for text in texts(section)
        )


def read_parameters(section: Node) -> dict[str, Parameter]:
    parameters = {}
    for name, node in section.items():
        kind = node.get("Type").text() or "String"
        no_echo = (node.get("NoEcho").text() or "").lower() == "true"
        parameters[name] = Parameter(name, section.key_span(name), kind, node.get("Default"), no_echo)
    return parameters


def parameter_value(parameter: Parameter, argument: Node | None, span: Span) -> Node:
    """What `Ref` gives for it at `span`."""
    name = parameter.name
    if parameter.type.startswith("AWS::SSM::Parameter::Value"):
        return Node.opaque(f"parameter {name} is looked up in the parameter store at deployment", span)
    value = argument if argument is not None else parameter.default
    if argument is None and value.kind == "scalar":
        value = Node.default(value.value, value.span)
    if value.kind == "absent":
        why = f"parameter {name} has no default"
        return Node.opaque(declared_secret(why) if parameter.no_echo else why, span)
    if value.kind == "scalar" and _is_list(parameter.type):
        parts = (value.text() or "").split(",")
        return Node.sequence(tuple(Node.scalar(part.strip(), span) for part in parts), span)
    return at(value, span)


def at(node: Node, span: Span) -> Node:
    """The same value, standing where it is used."""
    return Node(
        node.kind,
        span,
        value=node.value,
        entries=node.entries,
        key_spans=node.key_spans,
        elements=node.elements,
        why=node.why,
    )


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")
