"""Policies that an application names but does not spell out, expanded to statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.iam.tables import row
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span
    from goatherd.model.role import PolicyReference

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_LEADING_SLASH = re.compile(r"(:parameter/)/+")


def expand(reference: PolicyReference) -> tuple[Statement, ...] | None:
    """The statements behind a reference, at its span; None where the policy is not known."""
    if reference.kind == "managed":
        policy = row("managed", managed_name(reference.name))
        return _statements(policy, reference.span, managed_name(reference.name), {}) if policy else None
    if reference.kind == "sam-template":
        template = row("sam_templates", reference.name)
        return _statements(template, reference.span, reference.name, reference.parameters) if template else None
    return None


def managed_name(name: str) -> str:
    """The bare name of an AWS managed policy that is given by ARN or name; "" for a customer's own policy."""
    if ":" not in name:
        return name
    before, _, path = name.partition(":policy/")
    return path.rpartition("/")[2] if before.endswith(":aws") else ""


def _statements(
    policy: dict[str, Any], span: Span, origin: str, parameters: Mapping[str, str]
) -> tuple[Statement, ...]:
    return tuple(_statement(entry, span, origin, parameters) for entry in policy["statements"])


def _statement(entry: dict[str, Any], span: Span, origin: str, parameters: Mapping[str, str]) -> Statement:
    actions = tuple(entry.get("A") or entry.get("NA") or ())
    resources = tuple(_fill(text, parameters) for text in entry.get("R") or entry.get("NR") or ("*",))
    return Statement(
        effect=entry.get("E", "Allow"),
        actions=actions,
        resources=resources,
        span=span,
        not_action="NA" in entry,
        not_resource="NR" in entry,
        conditions={operator: dict.fromkeys(keys, (HOLE,)) for operator, keys in entry.get("C", {}).items()},
        action_spans=(span,) * len(actions),
        resource_spans=(span,) * len(resources),
        origin=origin,
    )


def _fill(text: str, parameters: Mapping[str, str]) -> str:
    """The text with the arguments in place; an argument that is missing is not known."""
    filled = _VARIABLE.sub(lambda match: parameters.get(match[1], HOLE), text)
    return _LEADING_SLASH.sub(r"\1", filled)
