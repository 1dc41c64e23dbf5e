"""CloudFormation's intrinsic functions, one Python function for each.

Every one takes the evaluator, the argument as written and the span of the call, and gives a Node.
Conditions' own functions (Fn::Equals …) are in `conditions`.
Source: the CloudFormation template reference, "Intrinsic function reference".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE, Known, is_symbolic
from goatherd.frontends.cloudformation.includes import transformed
from goatherd.frontends.cloudformation.parameters import at
from goatherd.frontends.node import Node
from goatherd.frontends.symbols import split_symbolic, symbolic_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator

    Function = Callable[[Evaluator, Node, Span], Node]

_VARIABLE = re.compile(r"\$\{(!?)([^${}]*)\}")


def _ref(e: Evaluator, argument: Node, span: Span) -> Node:
    name = e.text_of(argument)
    return e.ref(name, span) if name else _malformed("Ref", span)


def _get_att(e: Evaluator, argument: Node, span: Span) -> Node:
    if argument.kind == "sequence" and len(argument.elements) >= 2:
        parts = [e.text(element) for element in argument.elements]
    else:
        parts = (argument.text() or "").split(".", 1)
    if len(parts) < 2 or HOLE in parts[0]:
        return _malformed("Fn::GetAtt", span)
    return e.attribute(parts[0], ".".join(parts[1:]), span)


def _sub(e: Evaluator, argument: Node, span: Span) -> Node:
    variables = Node.absent(span)
    template = argument
    if argument.kind == "sequence" and argument.elements:
        template, variables = argument.get(0), argument.get(1)
    text = e.text_of(template)
    if text is None:
        return _malformed("Fn::Sub", span)

    def value(name: str) -> Node:
        if name in variables.entries:
            return e.evaluate(variables.entries[name])
        id, _, attribute = name.partition(".")
        return e.attribute(id, attribute, span) if attribute and name not in e.parameters else e.ref(name, span)

    def replaced(match: re.Match[str]) -> str:
        name = match[2].strip()
        return "${" + match[2] + "}" if match[1] else symbolic_text(value(name))

    sole = _VARIABLE.fullmatch(text)
    if sole and not sole[1]:
        node = value(sole[2].strip())
        return at(node, span) if node.kind in ("scalar", "opaque") else Node.scalar(symbolic_text(node), span)
    # The span of the text itself, so that a finding can point into it.
    return Node.scalar(e.budget.spend_text(_VARIABLE.sub(replaced, text)), template.span)


def _join(e: Evaluator, argument: Node, span: Span) -> Node:
    delimiter = argument.get(0).text()
    parts = e.evaluate(argument.get(1))
    if parts.kind == "opaque":
        return parts
    if delimiter is None or parts.kind != "sequence":
        return _malformed("Fn::Join", span)
    return Node.scalar(e.budget.spend_text(delimiter.join(symbolic_text(part) for part in parts.elements)), span)


def _split(e: Evaluator, argument: Node, span: Span) -> Node:
    delimiter = argument.get(0).text()
    source = e.evaluate(argument.get(1))
    if source.kind == "opaque":
        return source
    text = source.text()
    if not delimiter or text is None:
        return _malformed("Fn::Split", span)
    parts = split_symbolic(text, delimiter)
    if parts is None:
        return Node.opaque(f"how {text!r} splits at {delimiter!r} is known after deployment", span)
    e.budget.spend(len(parts))
    return Node.sequence(tuple(Node.scalar(part, span) for part in parts), span)


def _select(e: Evaluator, argument: Node, span: Span) -> Node:
    index = e.evaluate(argument.get(0)).as_int(-1)
    choices = e.evaluate(argument.get(1))
    if choices.kind == "opaque":
        return choices
    if choices.kind != "sequence":
        return Node.opaque(f"Fn::Select takes an element of {choices.text()}, which is known after deployment", span)
    if not isinstance(index, Known):
        return Node.opaque(f"which element Fn::Select takes is unknown: {index.why}", span)
    position = index.value
    if not 0 <= position < len(choices.elements):
        return Node.opaque(f"Fn::Select asks for element {position} of {len(choices.elements)}", span)
    return choices.elements[position]


def _find_in_map(e: Evaluator, argument: Node, span: Span) -> Node:
    name, top, second = (e.evaluate(argument.get(i)).text() for i in range(3))
    fallback = argument.get(3, "DefaultValue")
    table = e.root.get("Mappings", name or "")
    if name is None or not table.is_mapping:
        return _fallback(e, fallback, f"mapping {name!r} is not in the template", span)
    if top is not None and second is not None and not is_symbolic(top) and not is_symbolic(second):
        found = table.get(top, second)
        if found.exists:
            return e.evaluate(found)
        return _fallback(e, fallback, f"mapping {name} has no {top}.{second}", span)
    e.budget.spend(sum(len(row.entries) for row in table.entries.values()))
    rows = [row for key, row in table.items() if top is None or is_symbolic(top) or key == top]
    choices = [
        value for row in rows for key, value in row.items() if second is None or is_symbolic(second) or key == second
    ]
    if choices and not fallback.exists and _all_same(choices):
        return e.evaluate(choices[0])
    return Node.opaque(f"which value of mapping {name} holds is decided at deployment", span)


def _fallback(e: Evaluator, fallback: Node, why: str, span: Span) -> Node:
    return e.evaluate(fallback) if fallback.exists else Node.opaque(why, span)


def _if(e: Evaluator, argument: Node, span: Span) -> Node:
    if argument.kind != "sequence" or len(argument.elements) != 3:
        return _malformed("Fn::If", span)
    name = argument.get(0).text() or ""
    verdict = e.conditions.decide(name)
    if verdict is not None:
        chosen = e.evaluate(argument.elements[1 if verdict else 2])
        return chosen if chosen.exists else _left_out(e, name, argument.elements[2 if verdict else 1], span)
    sides = [e.evaluate(side) for side in argument.elements[1:]]
    written = [side for side in sides if side.exists]
    if len(written) < 2 or _all_same(written):
        return written[0] if written else sides[0]
    return Node.opaque(f"condition {name} cannot be decided from the parameters' defaults", span)


def _left_out(e: Evaluator, name: str, other: Node, span: Span) -> Node:
    """What a condition leaves out under the parameters' defaults; of a list, its elements."""
    why = f"parameters decide condition {name}, which adds to it" if e.conditions.changeable(name) else ""
    return Node("sequence" if why and other.kind == "sequence" else "absent", span, why=why)


def _import_value(e: Evaluator, argument: Node, span: Span) -> Node:
    name = e.text(argument)
    return e.workspace.imported(e, name, span)


def _stack_output(e: Evaluator, argument: Node, span: Span) -> Node:
    """An output of a stack by its name; `Default` is what the Serverless Framework takes where there is none."""
    stack, output = e.text(argument.get("StackName")), e.text(argument.get("OutputName"))
    why = f"it is output {output} of stack {stack}, which no template of the tree describes"
    return e.workspace.stack_output(e, stack, output, span) or _fallback(e, argument.get("Default"), why, span)


def _base64(e: Evaluator, argument: Node, span: Span) -> Node:
    return e.evaluate(argument)


def _length(e: Evaluator, argument: Node, span: Span) -> Node:
    counted = e.evaluate(argument)
    if counted.kind == "sequence":
        return Node.scalar(len(counted.elements), span)
    return counted if counted.kind == "opaque" else _malformed("Fn::Length", span)


def _to_json_string(e: Evaluator, argument: Node, span: Span) -> Node:
    value = e.evaluate(argument)
    if value.kind == "opaque":
        return value
    return Node.scalar(e.budget.spend_text(json.dumps(_plain(e, value), separators=(",", ":"))), span)


def _all_same(nodes: list[Node]) -> bool:
    return all(node.kind == "scalar" and node.value == nodes[0].value for node in nodes)


def _plain(e: Evaluator, node: Node) -> Any:
    e.budget.spend(1)
    if node.is_mapping:
        return {key: _plain(e, value) for key, value in node.items()}
    if node.kind == "sequence":
        return [_plain(e, element) for element in node.elements]
    if node.kind == "scalar":
        return e.budget.spend_text(node.value) if isinstance(node.value, str) else node.value
    return HOLE


def _unknowable(name: str, why: str) -> Function:
    def function(e: Evaluator, argument: Node, span: Span) -> Node:
        return Node.opaque(f"{name}: {why}", span)

    return function


def _malformed(name: str, span: Span) -> Node:
    return Node.opaque(f"{name} is not written in a form that can be evaluated", span)


FUNCTIONS: dict[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Base64": _base64,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": transformed,
    "Fn::GetAZs": _unknowable("Fn::GetAZs", "the availability zones are those of the region it is deployed to"),
    "Fn::Cidr": _unknowable("Fn::Cidr", "address ranges are computed at deployment"),
    "Fn::GetStackOutput": _stack_output,
}
