"""How an event source is called that the template does not declare: by its ARN, or by where its ARN comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.node import Node

_PLACE = re.compile(r"\$\{(?:[^{}]*/)?([^{}/?.]+)(?:\.[^{}]*)?\}")  # of another stack, a parameter, a data source
_PSEUDO = re.compile(r"\$\{AWS::\w+\}")  # region, account: they tell no sources apart
_DYNAMIC = re.compile(r"\{\{resolve:([^{}]+)\}\}")
_KINDS_OF_ARN = frozenset({"table", "stream", "topic", "cluster", "broker", "queue"})
# What front ends say of a value that is read at deployment, around the name of where it is read.
_TOLD = re.compile(r"(.+?) (?:is known|is given|is read|decides)(?: at deployment)?")
_LONGEST = 80


def called(source: Node) -> str:
    """ "orders", "ssm:/shop/orders_arn", "parameter queue"; "" where nothing is written that would tell."""
    text = source.text()
    if text is None:
        told = _TOLD.fullmatch(source.why)
        return told.group(1)[:_LONGEST] if told else ""
    text = _PSEUDO.sub("", text)
    if text.startswith("arn:") and text.count(":") >= 5:
        text = _name(text.split(":", 5)[5])
    return _DYNAMIC.sub(r"\1", _PLACE.sub(r"\1", text)).replace("${?}", "…").strip("…/:-")[:_LONGEST]


def _name(resource: str) -> str:
    """Of the last part of an ARN: "table/Users/stream/2024" is Users."""
    steps = re.split("[:/]", resource)
    return steps[1] if len(steps) > 1 and steps[0] in _KINDS_OF_ARN else resource
