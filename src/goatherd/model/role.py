"""Roles and what they grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span


@frozen
class Statement:
    """One statement of a policy. Strings are symbolic text (see core.value).

    `actions` and `resources` are what the statement lists; with `not_action`/`not_resource` they are
    the exceptions. `principals` are set in trust and resource policies only: ("AWS", "*") pairs.
    `conditions` maps an operator to {key: values}. `action_spans`, `resource_spans` and `condition_spans` run
    parallel to `actions`, `resources` and `conditions`. `grants` are (method, actions) pairs for one that a method
    of the CDK makes: its own first, then what else the construct can grant.
    """

    effect: str  # "Allow" or "Deny"
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    span: Span
    not_action: bool = False
    not_resource: bool = False
    principals: tuple[tuple[str, str], ...] = ()
    not_principal: bool = False
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(factory=dict, eq=False)
    action_spans: tuple[Span, ...] = ()
    resource_spans: tuple[Span, ...] = ()
    condition_spans: Mapping[str, Mapping[str, tuple[Span, ...]]] = field(factory=dict, eq=False)
    grants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    origin: str = ""  # "", or the policy template, connector or managed policy that it came from


@frozen
class PolicyReference:
    """A policy that the application names but does not spell out; iam/ expands it.

    `kind` is "managed" (`name` is an ARN or the policy's bare name) or "sam-template" (`parameters`
    are its arguments, as symbolic text), or "google" and "azure": a role of that cloud for everything in a project,
    subscription or group of resources. `implicit` ones are attached by the framework, nobody wrote them.
    """

    kind: str
    name: str
    span: Span
    parameters: Mapping[str, str] = field(factory=dict, eq=False)
    implicit: bool = False


@define(eq=False)
class Role:
    """`id` is the resource's id; `generated` roles are those that SAM makes for one function."""

    id: str
    span: Span
    statements: list[Statement] = field(factory=list)
    references: list[PolicyReference] = field(factory=list)
    trust: list[Statement] = field(factory=list)
    boundary: PolicyReference | None = None
    limits: list[Statement] | None = None  # what the boundary says, where the application declares it
    generated: bool = False
    name: str = ""  # its own, as symbolic text; "" where AWS makes one
    unreadable: list[tuple[Span, str]] = field(factory=list)  # (where, why) of policies that stay Unknown

    @property
    def policies(self) -> tuple[Statement | PolicyReference, ...]:
        """What is attached to it, spelled out or named."""
        return (*self.statements, *self.references)
