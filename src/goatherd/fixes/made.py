"""Policies that take the place of ready-made ones, written from scratch in the style of the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.fixes.pieces import Syntax
from goatherd.fixes.writers import step, write_resource
from goatherd.iam.render import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.fixes.pieces import Source
    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need
    from goatherd.iam.sam_fit import Fit

_UNIT = "  "


@frozen
class Made:
    """A statement: actions, and resources as they are written in its syntax."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


def statements(needs: Iterable[Need], names: Names, role: str, source: Source, syntax: Syntax) -> list[Made]:
    """The fewest statements that grant what is needed; raises Unfixable for a resource that cannot be named."""
    found = []
    for actions, resources in grouped(needs):
        written = sorted({write_resource(text, names, role, source, syntax) for text in resources})
        found.append(Made(actions, tuple(written)))
    return found


def statement_text(made: Made, source: Source, syntax: Syntax, margin: str) -> str:
    """One statement as an element of a list; its lines but the first are indented by `margin`."""
    if syntax is not Syntax.BLOCK:
        return braced(_object(made, syntax), source, syntax, margin)
    lines = ["Effect: Allow", *_listed("Action", made.actions, source), *_listed("Resource", made.resources, source)]
    return f"{source.newline}{margin}".join(lines)


def _listed(key: str, texts: Sequence[str], source: Source) -> list[str]:
    if len(texts) == 1 and not texts[0].startswith(("Fn::", "Ref:")):
        return [f"{key}: {texts[0]}"]
    if len(texts) == 1:
        return [f"{key}:", _UNIT + texts[0]]
    return [f"{key}:", *(f"{step(source)}- {text}" for text in texts)]


def _object(made: Made, syntax: Syntax) -> dict[str, object]:
    resources = [json.loads(text) if syntax is Syntax.JSON else _Raw(text) for text in made.resources]
    return {
        "Effect": "Allow",
        "Action": made.actions[0] if len(made.actions) == 1 else list(made.actions),
        "Resource": resources[0] if len(resources) == 1 else resources,
    }


class _Raw(str):
    """Text that is written as it is."""

    __slots__ = ()


def braced(value: object, source: Source, syntax: Syntax, margin: str) -> str:
    """A value in brackets: in lines of its own as JSON, in one as YAML."""
    if syntax is Syntax.JSON:
        return json.dumps(value, indent=2).replace("\n", source.newline + margin)
    return _flow(value)


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value) if isinstance(value, _Raw) or ":" not in str(value) else json.dumps(value)


def policy_text(listed: Sequence[Made], source: Source, syntax: Syntax, margin: str, name: str = "") -> str:
    """A policy of a SAM function or, with a name, of a role, as an element of a list."""
    if syntax is not Syntax.BLOCK:
        objects = [_object(made, syntax) for made in listed]
        policy: dict[str, object] = {"Statement": objects}
        if name:
            policy = {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": objects}}
        return braced(policy, source, syntax, margin)
    head = [f"PolicyName: {name}", "PolicyDocument:", f'{_UNIT}Version: "2012-10-17"', f"{_UNIT}Statement:"]
    inner = _UNIT + step(source) if name else step(source)
    lines = head if name else ["Statement:"]
    for made in listed:
        lines = [*lines, f"{inner}- {statement_text(made, source, syntax, f'{margin}{inner}  ')}"]
    return f"{source.newline}{margin}".join(lines)


def template_text(fit: Fit, source: Source, syntax: Syntax, margin: str) -> str:
    """A policy template of SAM as an element of a list."""
    if syntax is Syntax.JSON:
        name, _, argument = fit.argument.partition(" ")
        value: object = {"Ref": argument} if name == "!Ref" else {"Fn::GetAtt": argument.split(".", 1)}
        return braced({fit.template: {fit.parameter: value}}, source, syntax, margin)
    if syntax is Syntax.FLOW:
        return f"{{{fit.template}: {{{fit.parameter}: {fit.argument}}}}}"
    return f"{fit.template}:{source.newline}{margin}{_UNIT}{fit.parameter}: {fit.argument}"
