"""Terraform's resources of Google's cloud: which of them another one means, and whom IAM lets in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.frontends.terraform.references import named
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.terraform.instance import Instance

_IAM = re.compile(r"google_(\w+)_iam_(?:member|binding|policy)")
# The arguments that say what IAM's words are about.
_TARGETS = ("cloud_function", "service", "name", "bucket", "topic")
_EVERYBODY = {"allUsers": Exposure.ANONYMOUS, "allAuthenticatedUsers": Exposure.AUTHENTICATED}


@frozen
class Grant:
    """`member` has `role` for what the text `target` names; `of` is the kind of it ("storage_bucket").

    `span` is where the member stands.
    """

    of: str
    target: str
    role: str
    member: str
    span: Span
    role_span: Span

    @property
    def lets_in(self) -> Exposure | None:
        """Who of the outside world; None for a principal."""
        return _EVERYBODY.get(self.member)


@define(eq=False)
class Resources:
    """The resources of one configuration."""

    instances: list[Instance]
    grants: list[Grant] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.grants = [grant for instance in self.instances for grant in _grants(instance)]

    def of(self, *types: str) -> Iterator[Instance]:
        return (instance for instance in self.instances if instance.type in types)

    def named(self, text: str, *types: str) -> Instance | None:
        return named(text, self.of(*types))

    def grants_for(self, instance: Instance, kinds: Iterable[str]) -> list[Grant]:
        wanted = set(kinds)
        return [g for g in self.grants if g.of in wanted and self.named(g.target, instance.type) is instance]


def _grants(instance: Instance) -> Iterator[Grant]:
    match = _IAM.fullmatch(instance.type)
    if match is None:
        return
    arguments = instance.arguments
    target = next((text for name in _TARGETS if (text := arguments.get(name).text())), "")
    for binding in (*arguments.get("policy_data", "bindings").list(), arguments):
        for member in (*binding.get("member").list(), *binding.get("members").list()):
            role = binding.get("role")
            yield Grant(match[1], target, role.text() or "", member.text() or "", member.span, role.span)


def widest(grants: Iterable[Grant]) -> Grant | None:
    """The grant that lets in most of the outside world."""
    return max((g for g in grants if g.lets_in is not None), key=lambda g: g.lets_in or 0, default=None)
