"""What the modules of one root share while it is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.finding import Diagnosis
from goatherd.frontends.cloudformation.budget import Budget

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.terraform.configuration import Configurations
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.tree import Tree

_MAX_STEPS = 1_000_000
_MAX_REMARKS = 200


@define(eq=False)
class Deployment:
    """`folder` is that of the root module. `archives`: written output path -> its source, both relative to the tree.

    `roots` are the root modules that are looked into, by folder: also those whose outputs this one reads.
    """

    configurations: Configurations
    folder: str
    budget: Budget = field(factory=lambda: Budget(_MAX_STEPS))
    diagnoses: dict[Diagnosis, None] = field(factory=dict)
    archives: dict[str, str] = field(factory=dict)
    roots: dict[str, ModuleScope] = field(factory=dict)

    @property
    def tree(self) -> Tree:
        return self.configurations.tree

    def remark(self, span: Span, message: str, *, incomplete: bool = False) -> None:
        if len(self.diagnoses) < _MAX_REMARKS:
            self.diagnoses[Diagnosis(span, message, incomplete)] = None
