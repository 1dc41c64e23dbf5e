"""What is known about the kit's classes: how they are built, their members and methods."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

    Build = Callable[[Any], None]
    Method = Callable[[Any, Any], Any]
    Member = Callable[[Any, Span], Any]
    Convert = Callable[[Any, Span], Node]

_MODULES = (
    "core",
    "code",
    "functions",
    "function_methods",
    "event_sources",
    "rest_api",
    "rest_resources",
    "authorizers",
    "http_api",
    "storage",
    "messaging",
    "events",
    "connections",
    "workflow",
    "builds",
    "permissions",
    "statements",
    "identity",
    "graphql",
    "network",
    "doors",
    "others",
    "patterns",
    "libraries",
    "sst_functions",
    "sst_apis",
    "sst_events",
    "sst_others",
    "sst_stacks",
)


@define
class Kind:
    """A class: `build` declares its resources, `value` says what an object of it is inside configuration.

    `imported` prepares an object that stands for a resource of somewhere else.
    """

    build: Build | None = None
    methods: dict[str, Method] = field(factory=dict)
    members: dict[str, Member] = field(factory=dict)
    value: Convert | None = None
    imported: Build | None = None


_NOTHING = Kind()


def kind_of(name: str) -> Kind:
    """What is known about a class; an empty kind where nothing is."""
    return all_kinds().get(name, _NOTHING)


@cache
def all_kinds() -> dict[str, Kind]:
    """Every class that is known, by its canonical name ("lambda.Function")."""
    kinds: dict[str, Kind] = {}
    for name in _MODULES:
        kinds.update(import_module(f"goatherd.frontends.cdk.constructs.{name}").KINDS)
    return kinds
