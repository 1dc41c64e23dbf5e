"""A policy as statements of Terraform's `aws_iam_policy_document`, the way the author of a configuration writes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, ID, sole_placeholder
from goatherd.iam.render import UNDECIDED, grouped
from goatherd.iam.resources import ANY_RESOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need

# Types whose ARN does not hold the name that the configuration gives.
_NUMBERED = frozenset({"AWS::Cognito::UserPool"})
_ADDRESS = re.compile(ID)
_MODULE = re.compile(r"((?:module\.[\w-]+(?:\[[^\]]{0,100}\])?\.)*)(.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_STARS = re.compile(r"\*(?:/\*)+|\*{2,}")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def statements_hcl(needs: Iterable[Need], names: Names, near: str) -> str:
    """`statement` blocks; "" when nothing is needed. `near` is the address of what they are for, a role."""
    blocks = []
    for actions, resources in grouped(needs):
        written = sorted({resource_hcl(text, names, near) for text in resources})
        comment = f"  # {UNDECIDED}" if HOLE in resources else ""
        blocks.append(
            f"statement {{\n{_line('actions  ', map(_quoted, actions))}\n{_line('resources', written)}{comment}\n}}"
        )
    return "\n".join(blocks)


def _line(name: str, values: Iterable[str]) -> str:
    values = list(values)
    if len(values) == 1:
        return f"  {name} = [{values[0]}]"
    return "\n".join((f"  {name} = [", *(f"    {value}," for value in values), "  ]"))


def resource_hcl(text: str, names: Names, near: str) -> str:
    """A canonical resource as an expression: `aws_sqs_queue.jobs.arn`, or text that goes on from it."""
    if text in (ANY_RESOURCE, HOLE):
        return '"*"'
    whole = sole_placeholder(text)
    if whole:
        return _reference(*whole, near) or '"*"'
    owner = names.owner(text)
    if owner:
        id, rest = owner
        reference = _reference(id, "Arn", near)
        if reference and not rest:
            return reference
        if reference:
            return f'"${{{reference}}}{_quoted(_starred(rest))[1:-1]}"'
        if names.types[id] in _NUMBERED:
            text = text.replace(names.name(id), HOLE)
    return _quoted(_starred(text))


def _reference(id: str, attribute: str, near: str) -> str:
    """How the module of `near` refers to an attribute of a resource; "" for one of another module."""
    module, address = _split(id)
    if not _ADDRESS.fullmatch(id) or module != _split(near)[0]:
        return ""
    return f"{address}.{_CAPITAL.sub('_', attribute).lower().replace('.', '_') or 'id'}"


def _split(address: str) -> tuple[str, str]:
    match = _MODULE.fullmatch(address)
    return (match[1], match[2]) if match else ("", address)


def _starred(text: str) -> str:
    """What only the deployment tells, as `*`."""
    return _STARS.sub("*", _PLACEHOLDER.sub("*", text))


def _quoted(text: str) -> str:
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")
