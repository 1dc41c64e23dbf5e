"""Policies that Terraform writes inside of a resource, and CloudFormation beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import is_unset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.frontends.terraform.resources.translation import Draft


def own_policy(
    argument: str, type: str, target: str, document: str = "PolicyDocument"
) -> Callable[[Draft], Iterator[Draft]]:
    """The policy resource of a resource that has its policy in `argument`; `target` names what it is attached to."""

    def beside(draft: Draft) -> Iterator[Draft]:
        policy = draft.arguments.get(argument)
        if is_unset(policy) or not draft.arguments.is_mapping:
            return
        sibling = draft.sibling("Policy", type)
        span = draft.arguments.key_span(argument)
        sibling.put(target, Node.sequence((Node.scalar(placeholder(draft.id), span),), span))
        sibling.put(document, policy, span)
        yield sibling

    return beside
