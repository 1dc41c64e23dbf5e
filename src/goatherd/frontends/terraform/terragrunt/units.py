"""Units of a tree (`terragrunt.hcl`): the module that each deploys, and the inputs that it gives it."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.budget import Budget, OutOfBudget
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.terraform.detect import is_unit
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.terragrunt.document import Document
from goatherd.frontends.terraform.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.configuration import Configurations
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.frontends.terraform.terragrunt.document import Inputs

    # The root module of a folder, for its outputs.
    RootIn = Callable[[str], ModuleScope | None]

_REMOTE = regex(r"^(?:[a-z0-9]+::|[a-z]+://|git@|github\.com/|bitbucket\.org/|s3[:.-])")
_SCHEME = regex(r"^(?:[a-z0-9]+::)?(?:[a-z0-9+]+://)?")
_STEPS = 20_000  # what finding the module of one unit may cost
_MAX_NAMED = 6


class Units:
    """The units of a tree by the folder of the module that they deploy."""

    def __init__(self, configurations: Configurations) -> None:
        self.configurations = configurations
        self.absent: list[tuple[str, str]] = []  # (path of the unit, its source)
        self._modules: dict[str, str] | None = None  # path of a unit -> folder

    def of(self, folder: str) -> list[str]:
        """The paths of the units that deploy the module of a folder, sorted."""
        return [path for path, module in self.modules.items() if module == folder]

    @property
    def modules(self) -> dict[str, str]:
        if self._modules is None:
            self._modules = {}
            for path in self.configurations.tree.files:
                if is_unit(path) and not is_test_folder(path):
                    self._find_module(path, self._modules)
        return self._modules

    def inputs(self, path: str, budget: Budget, root_in: RootIn) -> Inputs:
        """What a unit gives its module; `root_in` opens the modules of the units that it depends on."""

        def outputs(unit: str) -> ModuleScope | None:
            module = self.modules.get(unit)
            return root_in(module) if module is not None else None

        return Document(self.configurations, path, dirname(path), budget, outputs).inputs()

    def notes(self) -> list[Diagnosis]:
        """In one note the modules that units deploy and that are not in the tree."""
        _ = self.modules
        if not self.absent:
            return []
        sources = sorted({source for _, source in self.absent})
        named = ", ".join(sources[:_MAX_NAMED]) + (" …" if len(sources) > _MAX_NAMED else "")
        message = f"modules that Terragrunt deploys are not in the tree: {named}"
        return [Diagnosis(Span(self.absent[0][0], 1), message, incomplete=False)]

    def _find_module(self, path: str, modules: dict[str, str]) -> None:
        document = Document(self.configurations, path, dirname(path), Budget(_STEPS), lambda unit: None)
        try:
            source = document.source()
        except (OutOfBudget, RecursionError):
            return
        module = self._folder(source, dirname(path))
        if module is not None:
            modules[path] = module
        elif source is not None:
            self.absent.append((path, text_of(source).partition("?")[0]))

    def _folder(self, source: Node | None, unit: str) -> str | None:
        """The folder of the tree that a source means; a remote one may well be this repository itself."""
        folders = self.configurations.folders
        text = unit if source is None else text_of(source).partition("?")[0]
        if source is None:
            return unit if unit in folders else None
        if not _REMOTE.match(text):
            folder = in_tree(unit, text.replace("//", "/"))
        else:
            folder = _SCHEME.sub("", text).partition("//")[2].strip("/")
        return folder if folder and folder in folders else None
