"""Resources of other clouds than AWS, which keep Terraform's own words: what others refer to them by."""

from __future__ import annotations

import re

from goatherd.core.value import placeholder
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import pascal
from goatherd.frontends.terraform.values import Reference

_NAMES = frozenset({"id", "name", "output_name", "self_link"})
# Only the deployment knows them, and that they are texts is sure: whatever else is unknown may be a list.
_COMPUTED = re.compile(r"email|member|(\w+_)?(ur[il]|hostname|endpoint|key|string|service|principal_id|topic)")


def attribute_elsewhere(name: str) -> str | None:
    """What follows the address in a reference: "" for what is its name; None where the argument counts."""
    if name in _NAMES:
        return ""
    return pascal(name) if _COMPUTED.fullmatch(name) else None


def filled(value: Node, address: str, name: str) -> Node:
    """The value of an argument, with references where only the deployment has one: also inside of a block."""
    suffix = attribute_elsewhere(name)
    if value.kind == "opaque" and not isinstance(value, Reference) and suffix:
        return Node.scalar(placeholder(address, suffix), value.span)
    if value.kind == "sequence" and all(element.is_mapping for element in value.elements):
        return Node.sequence(tuple(_block(element, address, pascal(name)) for element in value.elements), value.span)
    return value


def _block(block: Node, address: str, name: str) -> Node:
    def ask(attribute: str, span: object) -> Node:
        found = block.entries.get(attribute)
        suffix = attribute_elsewhere(attribute)
        computed = Node.scalar(placeholder(address, f"{name}.{suffix}"), block.span) if suffix else block.get(attribute)
        return found if found is not None else computed

    return Reference(f"{name} of {address} is a whole block", block.span, ask)
