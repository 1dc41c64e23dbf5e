"""What a client of the evaluator knows about libraries."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.values import Arguments, External, Instance, Value


class Hooks:
    """Gives meaning to what comes from packages; None leaves it symbolic. Clients override what they need.

    `environment` are the environment variables that are known. `settling` are further methods of values that, like
    `then`, give a callback what is known only later (`apply` of Pulumi's outputs).
    """

    environment: Mapping[str, Node] = MappingProxyType({})
    settling: frozenset[str] = frozenset()

    def is_library(self, module: str) -> bool:
        """Whether a module is a package's for certain, even if the tree has one of that name."""
        return False

    def concerns(self, machine: Machine, path: str) -> bool:
        """Whether loading a module does something; of any other one only what it exports counts, where it is used."""
        return True

    def name(self, machine: Machine, name: str, span: Span) -> Value | None:
        """A global that neither the program nor its language defines."""
        return None

    def member(self, machine: Machine, external: External, name: str, span: Span) -> Value | None:
        """`external.name`."""
        return None

    def call(self, machine: Machine, external: External, arguments: Arguments) -> Value | None:
        """`external(…)` and `new external(…)`."""
        return None

    def construct(self, machine: Machine, instance: Instance, base: External, arguments: Arguments) -> Value | None:
        """The constructor of a library's class `base` runs for an object of a class that extends it."""
        return None
