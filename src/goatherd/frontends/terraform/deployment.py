"""What the modules of one root share while it is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.finding import Diagnosis
from goatherd.frontends.budget import Budget

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.configuration import Configurations
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.tree import Tree

_MAX_STEPS = 1_000_000
_MAX_NAMED = 6


@define(eq=False)
class Deployment:
    """`folder` is that of the root module. `archives`: written output path -> its source, both relative to the tree.

    `contents`: the same path -> the `source` blocks of an archive that is made of texts instead.
    `absent` are the sources of modules that are not in the tree, with the spans of their calls. `roots` are the root
    modules that are looked into, by folder: also those whose outputs this one reads. `unknown` are variables of
    this root that count as given without their value being known.
    """

    configurations: Configurations
    folder: str
    budget: Budget = field(factory=lambda: Budget(_MAX_STEPS))
    diagnoses: dict[Diagnosis, None] = field(factory=dict)
    archives: dict[str, str] = field(factory=dict)
    contents: dict[str, tuple[Node, ...]] = field(factory=dict)
    absent: set[tuple[str, Span]] = field(factory=set)
    roots: dict[str, ModuleScope] = field(factory=dict)
    unknown: frozenset[str] = frozenset()

    @property
    def tree(self) -> Tree:
        return self.configurations.tree

    def notes(self) -> list[Diagnosis]:
        """What was found on the way, and in one note the modules whose content nobody has here."""
        found = [*self.diagnoses, *self.budget.left_out]
        if self.absent:
            sources = sorted({source for source, _ in self.absent})
            named = ", ".join(sources[:_MAX_NAMED]) + (" …" if len(sources) > _MAX_NAMED else "")
            first = min(span for _, span in self.absent)
            found.append(Diagnosis(first, f"modules are not in the tree: {named}", incomplete=False))
        return found
