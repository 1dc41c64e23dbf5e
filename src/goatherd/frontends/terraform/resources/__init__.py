"""Terraform's AWS resource types in CloudFormation's words: which property each argument becomes, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.stack import Declared
from goatherd.frontends.terraform.images import metadata_of
from goatherd.frontends.terraform.instance import ELSEWHERE
from goatherd.frontends.terraform.resources import (
    databases,
    events,
    functions,
    graphql,
    http_api,
    identity,
    network,
    observability,
    operations,
    queues,
    rest_api,
    roles,
    secrets,
    storage,
    workflows,
)
from goatherd.frontends.terraform.resources.elsewhere import attribute_elsewhere
from goatherd.frontends.terraform.resources.joined import Owners, join
from goatherd.frontends.terraform.resources.translation import (
    COMMON_ATTRIBUTES,
    Draft,
    Part,
    ResourceType,
    draft_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.terraform.instance import Instance

TYPES: dict[str, ResourceType] = {
    **databases.TYPES,
    **events.TYPES,
    **functions.TYPES,
    **graphql.TYPES,
    **http_api.TYPES,
    **identity.TYPES,
    **network.TYPES,
    **observability.TYPES,
    **operations.TYPES,
    **queues.TYPES,
    **rest_api.TYPES,
    **roles.TYPES,
    **secrets.TYPES,
    **storage.TYPES,
    **workflows.TYPES,
}
PARTS: dict[str, Part] = {
    **databases.PARTS,
    **events.PARTS,
    **network.PARTS,
    **operations.PARTS,
    **queues.PARTS,
    **rest_api.PARTS,
    **roles.PARTS,
    **secrets.PARTS,
    **storage.PARTS,
}


def attribute(type: str, name: str) -> str | None:
    """What CloudFormation calls an attribute of a resource: "" for what Ref gives, "Arn", "StreamArn" …

    None where it is no name of the resource: then the value of an argument counts, `argument_of(type, name)`. What
    resources of other clouds are named by gives their id too, all else of them is in words of the same kind.
    """
    if type.startswith(ELSEWHERE):
        return attribute_elsewhere(name)
    if argument_of(type, name) != name:
        return None
    known = TYPES.get(type)
    return known.attribute(name) if known else COMMON_ATTRIBUTES.get(name)


def argument_of(type: str, name: str) -> str:
    """The argument that an attribute has its value from: a part of one other resource has that one's id."""
    part = PARTS.get(type)
    return part.owner[0] if part is not None and name == "id" and len(part.owner) == 1 else name


def declared(instances: list[Instance]) -> Iterator[Declared]:
    """The resources in CloudFormation's words, in the order of their instances; parts have become properties.

    A type that nothing reads stays what it is.
    """
    drafts = [_draft(instance) for instance in instances]
    owners = Owners((draft, TYPES[draft.instance.type]) for draft in drafts if draft.instance.type in TYPES)
    joined: set[str] = set()
    for instance in instances:
        if part := PARTS.get(instance.type):
            for owner in owners.of(part, instance):
                join(owner, part, instance)
                joined.add(instance.address)
    functions.take_code_from_objects(drafts)
    for draft in drafts:
        if draft.id not in joined:
            yield _finished(draft)
            type = TYPES.get(draft.instance.type)
            yield from map(_finished, type.beside(draft) if type and type.beside else ())


def _draft(instance: Instance) -> Draft:
    part = PARTS.get(instance.type)
    type = part.alone if part else TYPES.get(instance.type)
    if type is not None:
        return draft_of(instance, type)
    arguments = instance.arguments
    return Draft(instance, instance.address, instance.type, arguments.entries, arguments.key_spans)


def _finished(draft: Draft) -> Declared:
    instance = draft.instance
    beside = metadata_of(instance.arguments)
    return Declared(draft.id, draft.type, instance.span, draft.properties, beside, instance.template)
