"""The words that all files of constructs speak: values of programs, objects of the kit, and how they are read."""

from __future__ import annotations

from goatherd.core.source import Span
from goatherd.frontends.cdk.construct import Builder, Construct, construct_of
from goatherd.frontends.cdk.kinds import Kind, kind_of
from goatherd.frontends.cdk.names import camel, safe_id, upper_first
from goatherd.frontends.cdk.things import (
    Call,
    Kit,
    Thing,
    given,
    is_true,
    items,
    member_name,
    prop,
    record,
    scalar,
    seconds,
    sequence,
    texts,
    thing_of,
)
from goatherd.frontends.cdk.units import Resource
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    External,
    Record,
    Value,
    known_text,
    node_of,
    possible_texts,
    text_of,
    tree_path,
)

__all__ = [
    "Arguments",
    "Array",
    "Builder",
    "Call",
    "Construct",
    "External",
    "Kind",
    "Kit",
    "Node",
    "Record",
    "Resource",
    "Span",
    "Thing",
    "Value",
    "camel",
    "construct_of",
    "given",
    "is_true",
    "items",
    "kind_of",
    "known_text",
    "member_name",
    "node_of",
    "possible_texts",
    "prop",
    "record",
    "safe_id",
    "scalar",
    "seconds",
    "sequence",
    "text_of",
    "texts",
    "thing_of",
    "tree_path",
    "upper_first",
]
