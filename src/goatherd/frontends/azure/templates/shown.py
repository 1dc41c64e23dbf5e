"""What a deployment of a template shows to everybody who may read it: its parameters and its outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import Known, Unknown, placeholder
from goatherd.frontends.azure.templates.bicep import KEYS
from goatherd.model.resource import ACCOUNT_KEY, PLAIN_TEXT, Output, TemplateParameter

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from goatherd.core.value import Value
    from goatherd.frontends.node import Node

_PARAMETER = regex(r"(?m)^[ \t]*param[ \t]+(\w+)[ \t]+string\b[ \t]*(=)?[ \t]*(?:'([^'\n]*)'[ \t]*(?://.*)?$)?")
_OUTPUT = regex(r"(?m)^[ \t]*output[ \t]+(\w+)[ \t]+string[ \t]*=[ \t]*([^\n]+)")
_DECORATED = regex(r"[ \t]*@.*|[ \t]*//.*|[ \t]*|[ \t]*[^\n]*\)")
_SECURE = regex(r"[ \t]*@(?:sys\.)?secure\(\)")
_CALL = regex(rf"\b{KEYS}\(")
_ELSEWHERE = "it is worked out when it is deployed"


def of_bicep(text: str, path: str) -> tuple[list[TemplateParameter], list[Output]]:
    lines = text.splitlines()
    parameters = [
        TemplateParameter(match[1], Span(path, line), _default(match, Span(path, line)), secret, PLAIN_TEXT)
        for match in _PARAMETER.finditer(text)
        for line in (text.count("\n", 0, match.start(1)) + 1,)
        for secret in (_is_secure(lines, line),)
    ]
    outputs = [
        Output(match[1], Span(path, text.count("\n", 0, match.start(1)) + 1), _value(match[2]))
        for match in _OUTPUT.finditer(text)
    ]
    return parameters, outputs


def _default(match: re.Match[str], span: Span) -> Value[str] | None:
    if not match[2]:
        return None
    plain = match[3] is not None and "${" not in match[3]
    return Known(match[3], span) if plain else Unknown(_ELSEWHERE, span)


def _is_secure(lines: list[str], line: int) -> bool:
    """Whether `@secure()` stands among the decorators above."""
    above = line - 2
    while above >= 0 and _DECORATED.fullmatch(lines[above]) and lines[above].strip():
        if _SECURE.match(lines[above]):
            return True
        above -= 1
    return False


def _value(written: str) -> Value[str]:
    return Known(placeholder("account", ACCOUNT_KEY)) if _CALL.search(written) else Unknown(_ELSEWHERE)


def of_arm(root: Node) -> tuple[list[TemplateParameter], list[Output]]:
    return list(_parameters(root)), list(_outputs(root))


def _parameters(root: Node) -> Iterator[TemplateParameter]:
    for name, node in root.get("parameters").items():
        if (node.get("type").text() or "").lower() == "string":
            default = node.get("defaultValue")
            yield TemplateParameter(name, node.span, default.as_text() if default.exists else None, type=PLAIN_TEXT)


def _outputs(root: Node) -> Iterator[Output]:
    for name, node in root.get("outputs").items():
        if (node.get("type").text() or "").lower() == "string":
            yield Output(name, node.span, _value(node.get("value").text() or ""))
